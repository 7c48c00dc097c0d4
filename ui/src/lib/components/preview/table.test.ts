import { expect, test } from 'vitest';
import { columnsOf, inView, next, order, startsOf, widthsOf } from './table';

const rows = (...cells: string[]) => cells.map((cell) => ({ cells: [cell] }));
const up = { column: 0, descending: false };
const down = { column: 0, descending: true };

test('numbers are sorted by their value, and what is empty or none comes last', () => {
  const read = rows('10', '', '-2.5', 'n/a', '1e3', '9');
  expect(order(read, 'number', up)).toEqual([2, 5, 0, 4, 1, 3]);
  expect(order(read, 'number', down)).toEqual([4, 0, 5, 2, 3, 1]);
});

test('texts are sorted as people do, and equal ones stay in their order', () => {
  expect(order(rows('b10', 'B2', 'a', 'a'), 'text', up)).toEqual([2, 3, 1, 0]);
});

test('a heading sorts, then sorts the other way, then no longer', () => {
  expect(next(null, 3)).toEqual({ column: 3, descending: false });
  expect(next({ column: 3, descending: false }, 3)).toEqual({ column: 3, descending: true });
  expect(next({ column: 3, descending: true }, 3)).toBeNull();
  expect(next({ column: 3, descending: true }, 1)).toEqual({ column: 1, descending: false });
});

test('cells beyond the last column get one of their own', () => {
  const columns = columnsOf([{ name: 'a', kind: 'text', declared: null }], [{ cells: ['1', '2'] }]);
  expect(columns.map(({ name }) => name)).toEqual(['a', null]);
});

test('only columns in view are drawn', () => {
  const starts = startsOf(widthsOf(Array.from({ length: 1000 }, String), []));
  const drawn = inView(starts, 5000, 600);
  expect(drawn.length).toBeLessThan(30);
  expect(starts[drawn[0]!]).toBeLessThan(5000);
  expect(starts[drawn.at(-1)! + 1]).toBeGreaterThan(5600);
});
