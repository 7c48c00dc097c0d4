import { expect, test } from 'vitest';
import { call } from './ipc';
import { otherProject } from './ipc/testing';
import { enter, setProject } from './project.svelte';
import { Rows } from './rows.svelte';

/** A list of numbers, the newest first, that can grow. */
function growing(count: number) {
  let all = Array.from({ length: count }, (_, i) => count - i);
  const reads: [number, number][] = [];
  const rows = new Rows<number>(
    async (offset, limit) => {
      reads.push([offset, limit]);
      await Promise.resolve();
      return { total: all.length, rows: all.slice(offset, offset + limit) };
    },
    (row) => String(row),
  );
  const come = (n: number) => {
    all = [...Array.from({ length: n }, (_, i) => (all[0] ?? 0) + n - i), ...all];
  };
  return { rows, reads, come };
}

test('only rows near the visible ones are read', async () => {
  const { rows, reads } = growing(10_000);
  await rows.again();
  expect(rows.total).toBe(10_000);
  expect(rows.at(0)).toBe(10_000);
  rows.look(10, 40);
  expect(reads).toHaveLength(1);
  rows.look(5000, 40);
  await rows.again();
  expect(rows.at(5000)).toBe(5000);
  expect(Math.max(...reads.map(([, limit]) => limit))).toBeLessThan(300);
});

test('what is in view is only drawn again if it says something else', async () => {
  const all = Array.from({ length: 500 }, (_, id) => ({ id, state: 'Queued' }));
  const read = (offset: number, limit: number) =>
    Promise.resolve({ total: 500, rows: structuredClone(all.slice(offset, offset + limit)) });
  const rows = new Rows<{ id: number; state: string }>(read, ({ id }) => String(id));
  await rows.again();
  rows.look(120, 40);
  await rows.again();
  const before = [rows.at(130), rows.at(131)];
  all[131]!.state = 'Running';
  await rows.again();
  expect(rows.at(130)).toBe(before[0]);
  expect(rows.at(131)).toEqual({ id: 131, state: 'Running' });
});

test('scrolling fast does not queue up readings', async () => {
  const { rows, reads } = growing(10_000);
  await rows.again();
  for (let first = 500; first < 9000; first += 100) rows.look(first, 40);
  await rows.again();
  expect(reads.length).toBeLessThanOrEqual(3);
  expect(rows.at(8900)).toBe(1100);
});

test('rows that are inserted before the visible ones move them by as many', async () => {
  const { rows, come } = growing(10_000);
  await rows.again();
  rows.look(300, 40);
  await rows.again();
  let moved = 0;
  rows.onmoved = (by) => (moved += by);
  come(7);
  await rows.again();
  expect(moved).toBe(7);
  expect(rows.at(307)).toBe(9700);
});

test('another list begins at the top and moves nothing', async () => {
  const { rows, come } = growing(1000);
  await rows.again();
  rows.onmoved = () => expect.fail('moved');
  come(5);
  await rows.restart();
  expect(rows.at(0)).toBe(1005);
});

test('rows of another project are forgotten, even if they arrive late', async () => {
  setProject((await call('initial_state')).project);
  await enter('default');
  const { rows } = growing(10);
  await rows.again();
  let answer = (_page: { total: number; rows: number[] }) => {};
  const slow = new Rows<number>(() => new Promise((resolve) => (answer = resolve)), String);
  const late = slow.again();
  await enter(otherProject);
  expect([rows.loaded, rows.total, rows.at(0)]).toEqual([false, 0, undefined]);
  answer({ total: 1, rows: [7] });
  await late;
  expect([slow.loaded, slow.at(0)]).toEqual([false, undefined]);
  await rows.again();
  expect(rows.at(0)).toBe(10);
});

test('a list that has ended is not notified when the project changes', async () => {
  setProject((await call('initial_state')).project);
  await enter('default');
  const [{ rows }, { rows: ended }] = [growing(10), growing(10)];
  await Promise.all([rows.again(), ended.again()]);
  ended.end();
  await enter(otherProject);
  expect([rows.loaded, ended.loaded]).toEqual([false, true]);
});
