import { expect, test } from 'vitest';
import { Folds } from './folds.svelte';

const frames = (first: number, lines: number) => ({ first, lines, frames: lines / 2 });

test('every line has its row, and every row its line, whatever is folded', () => {
  const folds = new Folds();
  expect([folds.rows(0), folds.rows(100), folds.row(7), folds.line(7)]).toEqual([0, 100, 7, 7]);
  folds.fold([frames(2, 4), frames(10, 2), frames(50, 50)]);
  // 0 1 [2–5] 6 7 8 9 [10–11] 12 …
  expect(folds.rows(100)).toBe(100 - 3 - 1 - 49);
  expect([0, 1, 2, 3, 6, 7, 8].map((row) => folds.line(row))).toEqual([0, 1, 2, 6, 9, 10, 12]);
  expect([0, 2, 5, 6, 9, 11, 12, 99].map((line) => folds.row(line))).toEqual([
    0, 2, 2, 3, 6, 7, 8, 46,
  ]);
  for (let row = 0; row < folds.rows(100); row += 1) expect(folds.row(folds.line(row))).toBe(row);
  expect([1, 2, 3, 7, 46].map((row) => folds.folded(row)?.lines)).toEqual([
    undefined,
    4,
    undefined,
    2,
    50,
  ]);
});

test('what is searched for in a library can be seen', () => {
  const folds = new Folds();
  folds.fold([frames(2, 4), frames(10, 2)]);
  folds.reveal(4);
  expect([folds.folded(2), folds.opened(2)?.lines, folds.opened(3)]).toEqual([
    undefined,
    4,
    undefined,
  ]);
  expect([folds.row(4), folds.line(4), folds.row(11), folds.rows(20)]).toEqual([4, 4, 10, 19]);
  // What is open stays so.
  folds.reveal(4);
  expect(folds.rows(20)).toBe(19);
  folds.toggle(folds.opened(2)!);
  expect(folds.rows(20)).toBe(16);
});
