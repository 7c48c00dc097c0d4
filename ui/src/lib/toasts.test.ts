import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Toasts from './components/Toasts.svelte';
import {
  attempt,
  drop,
  leavePage,
  pause,
  resume,
  shownToasts,
  toast,
  toasts,
  undo,
} from './components/toasts.svelte';

const run = vi.fn();
const onmissed = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  const action = { label: 'Undo', run, undoes: true };
  toast({ look: 'done', text: 'removed', lasts: 10_000, action, onmissed });
});

afterEach(() => {
  for (const { id } of toasts()) drop(id);
  vi.useRealTimers();
  vi.clearAllMocks();
});

test('the chance to undo ends once, when its time is over', () => {
  vi.advanceTimersByTime(9_999);
  expect(onmissed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onmissed).toHaveBeenCalledOnce();
  expect(toasts()).toEqual([]);
  expect(undo()).toBe(false);
});

test('the clock stops while the pointer is on a toast', () => {
  vi.advanceTimersByTime(9_000);
  pause();
  vi.advanceTimersByTime(60_000);
  resume();
  vi.advanceTimersByTime(999);
  expect(onmissed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onmissed).toHaveBeenCalledOnce();
});

test('what was undone is neither undone again nor reported as missed', () => {
  expect(undo()).toBe(true);
  vi.advanceTimersByTime(20_000);
  expect(undo()).toBe(false);
  expect(run).toHaveBeenCalledOnce();
  expect(onmissed).not.toHaveBeenCalled();
});

test('a toast with an undo is replaced neither by the same text nor by further toasts', () => {
  const another = vi.fn();
  const action = { label: 'Undo', run: another, undoes: true };
  toast({ look: 'done', text: 'removed', action });
  for (const text of ['a', 'b', 'c', 'd', 'd']) toast({ look: 'done', text });
  expect(onmissed).not.toHaveBeenCalled();
  expect(toasts().map(({ text }) => text)).toEqual(['removed', 'removed', 'd']);
  expect([undo(), undo(), undo()]).toEqual([true, true, false]);
  expect([another.mock.calls.length, run.mock.calls.length]).toEqual([1, 1]);
});

test('no more than three are shown, and what is hidden can still be undone', () => {
  const action = { label: 'Undo', run, undoes: true };
  for (const text of ['a', 'b', 'c']) toast({ look: 'done', text, action });
  toast({ look: 'failed', text: 'refused' });
  expect(shownToasts().map(({ text }) => text)).toEqual(['b', 'c', 'refused']);
  expect([undo(), undo(), undo(), undo()]).toEqual([true, true, true, true]);
});

test('a failure stays on its page, and is shown on the next one only as long as other toasts', () => {
  const texts = () => toasts().map(({ text }) => text);
  toast({ look: 'failed', text: 'old' });
  vi.advanceTimersByTime(9_000);
  toast({ look: 'failed', text: 'new' });
  vi.advanceTimersByTime(2_000);
  leavePage();
  vi.advanceTimersByTime(1);
  expect(texts()).toEqual(['new']);
  vi.advanceTimersByTime(4_000);
  expect(texts()).toEqual([]);
});

// What it would put back is deleted with the toast.
test('an undo that failed stays when the user goes to another page', () => {
  const action = { label: 'Undo', run, undoes: true };
  toast({ look: 'failed', text: 'busy', action, onmissed });
  leavePage();
  vi.advanceTimersByTime(60_000);
  expect(toasts().map(({ text }) => text)).toEqual(['busy']);
});

// It would offer to restore a form that is no longer there.
test('what is about a page disappears with it', () => {
  toast({ look: 'done', text: 'filled in', onPage: true });
  toast({ look: 'done', text: 'saved' });
  leavePage();
  const texts = toasts().map(({ text }) => text);
  expect(texts).toContain('saved');
  expect(texts).not.toContain('filled in');
});

test('an error of the pages themselves is not shown without a sentence', async () => {
  await attempt(() => Promise.reject(new TypeError('row is null')));
  expect(toasts().at(-1)!.text).toContain('Something went wrong');
});

test('only a refusal that nothing else tells becomes a toast', async () => {
  const refuse = (code: string) => attempt(() => Promise.reject({ code, text: code }));
  expect(await refuse('connection-lost')).toBe(false);
  expect(await refuse('connection-link')).toBe(false);
  expect(await refuse('disk-full')).toBe(false);
  expect(toasts().map(({ text }) => text)).toEqual(['removed', 'disk-full']);
});

test('Ctrl Z undoes nothing while the user is typing', () => {
  const shown = mount(Toasts, { target: document.body });
  const field = document.body.appendChild(document.createElement('textarea'));
  const rich = document.body.appendChild(document.createElement('div'));
  rich.setAttribute('contenteditable', 'true');
  const press = (target: Element) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }));
  press(field);
  press(rich);
  expect(run).not.toHaveBeenCalled();
  press(document.body);
  expect(run).toHaveBeenCalledOnce();
  void unmount(shown);
  document.body.replaceChildren();
});
