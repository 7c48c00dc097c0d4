import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import Toasts from './components/Toasts.svelte';
import { drop, hold, release, toast, toasts, undo } from './components/toasts.svelte';

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

test('what can be undone is missed once, when its time is over', () => {
  vi.advanceTimersByTime(9_999);
  expect(onmissed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onmissed).toHaveBeenCalledOnce();
  expect(toasts()).toEqual([]);
  expect(undo()).toBe(false);
});

test('its time stands still while it is pointed at', () => {
  vi.advanceTimersByTime(9_000);
  hold();
  vi.advanceTimersByTime(60_000);
  release();
  vi.advanceTimersByTime(999);
  expect(onmissed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onmissed).toHaveBeenCalledOnce();
});

test('undone is neither missed nor undone twice', () => {
  expect(undo()).toBe(true);
  vi.advanceTimersByTime(20_000);
  expect(undo()).toBe(false);
  expect(run).toHaveBeenCalledOnce();
  expect(onmissed).not.toHaveBeenCalled();
});

test('what can be undone outlasts the same words and news that need the room', () => {
  const another = vi.fn();
  const action = { label: 'Undo', run: another, undoes: true };
  toast({ look: 'done', text: 'removed', action });
  for (const text of ['a', 'b', 'c', 'd', 'd']) toast({ look: 'done', text });
  expect(onmissed).not.toHaveBeenCalled();
  expect(toasts().map(({ text }) => text)).toEqual(['removed', 'removed', 'b', 'c', 'd']);
  expect([undo(), undo(), undo()]).toEqual([true, true, false]);
  expect([another.mock.calls.length, run.mock.calls.length]).toEqual([1, 1]);
});

test('Ctrl Z takes nothing back while one writes', () => {
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
