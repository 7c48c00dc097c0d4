import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

test('news that need the room end the chance of what they push out', () => {
  for (const text of ['a', 'b', 'c']) toast({ look: 'done', text });
  expect(onmissed).toHaveBeenCalledOnce();
  expect(toasts().map(({ text }) => text)).toEqual(['a', 'b', 'c']);
});
