import { expect, test } from 'vitest';
import { fitted } from './widths';

const column = (least: number, natural: number, share = 1, set?: number) => ({
  least,
  natural,
  share,
  set,
});

// A package would be cut in its middle beside names with much room.
test('no column is cut while another one has room to spare', () => {
  const status = column(100, 90, 0);
  expect(fitted([status, column(80, 90), column(80, 300)], 500)).toEqual([100, 95, 305]);
  expect(fitted([status, column(80, 90), column(80, 300)], 400)).toEqual([100, 90, 210]);
  // There is not enough for either: both get the same.
  expect(fitted([status, column(80, 300), column(80, 400)], 500)).toEqual([100, 200, 200]);
});

test('a column without a share is as wide as its content', () => {
  expect(fitted([column(60, 110, 0), column(80, 300)], 200)).toEqual([110, 90]);
});

// A list would scroll sideways in a narrow window, and its last columns would never be seen.
test('where the least widths are too wide, columns with a share shrink together', () => {
  expect(fitted([column(60, 110, 0), column(120, 300), column(80, 300)], 270)).toEqual([
    110, 96, 64,
  ]);
  expect(fitted([column(60, 110, 0), column(120, 300)], 100)).toEqual([110, 64]);
});

test('a width that was set stays, and the others share the rest', () => {
  expect(fitted([column(80, 100, 1, 200), column(80, 100, 3), column(80, 100, 1)], 600)).toEqual([
    200, 250, 150,
  ]);
  expect(fitted([column(80, 300, 1, 50), column(60, 60, 0)], 600)).toEqual([50, 60]);
});
