import { expect, test } from 'vitest';
import { LogRows } from './logRows.svelte';

const frames = (first: number, lines: number) => ({ first, lines, frames: lines / 2 });

test('every line has its row, and every row its line, whatever is folded', () => {
  const rows = new LogRows();
  expect([rows.row(0), rows.row(100), rows.row(7), rows.line(7)]).toEqual([0, 100, 7, 7]);
  rows.fold([frames(2, 4), frames(10, 2), frames(50, 50)]);
  // 0 1 [2–5] 6 7 8 9 [10–11] 12 …
  expect(rows.row(100)).toBe(100 - 3 - 1 - 49);
  expect([0, 1, 2, 3, 6, 7, 8].map((row) => rows.line(row))).toEqual([0, 1, 2, 6, 9, 10, 12]);
  expect([0, 2, 5, 6, 9, 11, 12, 99].map((line) => rows.row(line))).toEqual([
    0, 2, 2, 3, 6, 7, 8, 46,
  ]);
  for (let row = 0; row < rows.row(100); row += 1) expect(rows.row(rows.line(row))).toBe(row);
  expect([1, 2, 3, 7, 46].map((row) => rows.folded(row)?.lines)).toEqual([
    undefined,
    4,
    undefined,
    2,
    50,
  ]);
});

test('what is searched for in a library can be seen', () => {
  const rows = new LogRows();
  rows.fold([frames(2, 4), frames(10, 2)]);
  rows.reveal(4);
  expect([rows.folded(2), rows.opened(2)?.lines, rows.opened(3)]).toEqual([
    undefined,
    4,
    undefined,
  ]);
  expect([rows.row(4), rows.line(4), rows.row(11), rows.row(20)]).toEqual([4, 4, 10, 19]);
  // What is open stays so.
  rows.reveal(4);
  expect(rows.row(20)).toBe(19);
  rows.toggle(rows.opened(2)!);
  expect(rows.row(20)).toBe(16);
});

const line = (text: string) => ({
  spans: [{ text, look: '', color: null, background: null }],
  at: null,
  kind: null,
});

test('a long line takes several rows, unless it is folded', () => {
  const rows = new LogRows();
  rows.fold([frames(2, 4)]);
  // The lines 1 to 7 are loaded; those of 25 letters take three rows.
  const texts = ['x', 'y'.repeat(25), 'x', 'y'.repeat(25), 'x', 'y'.repeat(25), 'x'];
  rows.wrap(1, texts.map(line), 10);
  // 0 1 [2–5] 6 6 6 7 8 9
  expect(rows.row(10)).toBe(10 - 3 + 2);
  expect([2, 3, 4, 5, 6, 7].map((row) => [rows.line(row), rows.nth(row)])).toEqual([
    [2, 0],
    [6, 0],
    [6, 1],
    [6, 2],
    [7, 0],
    [8, 0],
  ]);
  rows.reveal(4);
  expect(rows.row(10)).toBe(10 + 3 * 2);
  expect([rows.row(4), rows.nth(rows.row(4) + 2)]).toEqual([6, 2]);
  rows.wrap(1, texts.map(line), Infinity);
  expect(rows.row(10)).toBe(10);
});
