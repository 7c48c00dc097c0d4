import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ANY, call, type Move } from '$lib/ipc';
import '$lib/ipc/testing';
import { Drag, move, pause, queue, readQueue } from './queue.svelte';

const dropped: [string, Move][] = [];
let drag: Drag;

// Rows of 32 pixels, one below the other, as in the list.
beforeEach(() => {
  dropped.length = 0;
  drag = new Drag();
  const rows = ['a', 'b', 'c'].map((id, i) => {
    const row = document.createElement('div');
    row.dataset['run'] = id;
    row.getBoundingClientRect = () => ({ top: i * 32, height: 32 }) as DOMRect;
    return row;
  });
  document.elementFromPoint = (_x, y) => rows[Math.floor(y / 32)] ?? null;
});

afterEach(() => vi.restoreAllMocks());

const take = (id: string) => drag.begin(id, (moved, to) => dropped.push([moved, to]));
const point = (y: number) =>
  dispatchEvent(new MouseEvent('pointermove', { clientX: 5, clientY: y }));
const release = () => dispatchEvent(new MouseEvent('pointerup'));

test('a row goes where the line was when it was released', () => {
  take('a');
  point(40);
  expect(drag.attributes('b')['data-drop']).toBe('before');
  point(90);
  expect(drag.attributes('b')['data-drop']).toBeUndefined();
  expect(drag.attributes('c')['data-drop']).toBe('after');
  expect(drag.attributes('a')['data-dragged']).toBe(true);
  release();
  expect(dropped).toEqual([['a', { to: 'after', id: 'c' }]]);
  expect(drag.attributes('a')['data-dragged']).toBeUndefined();
});

test('a row that is released where it was, or outside the list, is not moved', () => {
  take('b');
  release();
  take('b');
  point(5);
  point(40);
  release();
  take('b');
  point(500);
  release();
  expect(dropped).toEqual([]);
});

test('dragging a row to an edge of the list scrolls it', () => {
  const frames: FrameRequestCallback[] = [];
  vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementation((next) => frames.push(next));
  const frame = () => frames.shift()?.(0);
  document.body.innerHTML = '<main><div role="grid"></div></main>';
  const list = document.querySelector('[role=grid]')!;
  list.getBoundingClientRect = () => ({ top: 0, bottom: 400 }) as DOMRect;
  const scrolled = vi.fn();
  list.scrollBy = (...by: unknown[]) => scrolled(by[1]);
  take('a');
  frame();
  point(200);
  frame();
  expect(scrolled).not.toHaveBeenCalled();
  point(379);
  frame();
  expect(scrolled).toHaveBeenLastCalledWith(9);
  point(2);
  frame();
  expect(scrolled).toHaveBeenLastCalledWith(-46 / 3);
  release();
  frame();
  expect([scrolled.mock.calls.length, frames.length]).toEqual([2, 0]);
});

test('Escape cancels the drag and does nothing else', () => {
  const received = vi.fn();
  const inner = document.body.appendChild(document.createElement('div'));
  inner.addEventListener('keydown', received);
  take('a');
  point(90);
  inner.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  release();
  expect([dropped, received.mock.calls.length]).toEqual([[], 0]);
  // After the drag, the page gets the key again.
  inner.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  expect(received).toHaveBeenCalledOnce();
});

test('the queue shows whether it is paused and how many runs wait', async () => {
  await readQueue();
  expect({ ...queue }).toEqual({ paused: false, waiting: 2, running: 1 });
  await pause(true);
  expect(queue.paused).toBe(true);
  await pause(false);
  expect(queue.paused).toBe(false);
});

test('a moved run has another position', async () => {
  const read = async () => {
    const filter = { ...ANY, statuses: ['Queued' as const] };
    const order = { sort: 'queue' as const, descending: false, offset: 0, limit: 2 };
    const page = await call('runs', { query: { filter, ...order } });
    return page.rows.map(({ id, position }) => [id, position] as const);
  };
  const [[first], [second]] = (await read()) as [[string, number], [string, number]];
  expect(await move(second, { to: 'sooner' })).toBe(true);
  expect(await read()).toEqual([
    [second, 1],
    [first, 2],
  ]);
});
