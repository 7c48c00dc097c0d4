import { expect, test } from 'vitest';
import { align, closest, readingAt, zoomed } from './aligned';
import { keyOf } from './keys';

const points = (
  key: number,
  x: number[],
  y: (number | null)[],
  smooth: number[] | null = null,
) => ({
  key,
  x,
  y,
  smooth,
});

test('series with other steps share an axis; only values that are not finite are gaps', () => {
  const train = points(1, [0, 1, 2, 3], [4, null, 2, 1]);
  const { data } = align([train, points(2, [0, 2, 9], [5, 6, 7])], false);
  expect(data).toEqual([
    [0, 1, 2, 3, 9],
    [4, null, 2, 1, undefined],
    [5, undefined, 6, undefined, 7],
  ]);
});

// A chart that silently drops values lies.
test('what a logarithmic scale cannot show is left out and counted', () => {
  const { data, left } = align([points(1, [0, 1, 2], [1, 0, -1], [1, 0.5, -0.2])], true);
  expect(left).toBe(2);
  expect(data.slice(1)).toEqual([
    [1, null, null],
    [1, 0.5, null],
  ]);
  expect(align([points(1, [0, 1], [1, 0])], false).left).toBe(0);
});

test('the cursor reads the closest point, and nothing far beyond a series', () => {
  expect([-5, 0, 4, 6, 99].map((x) => closest([0, 5, 10], x))).toEqual([0, 0, 1, 1, 2]);
  expect(closest([], 1)).toBe(-1);
  const one = points(1, [0, 10, 20], [1, null, 3]);
  expect(readingAt(one, 11)).toEqual({ x: 10, y: null, smooth: null, deviation: null });
  expect(readingAt(one, 29)?.y).toBe(3);
  expect(readingAt(one, 500)).toBeNull();
  expect(readingAt(points(1, [], []), 0)).toBeNull();
});

test('a zoom keeps the point it is around where it is', () => {
  expect(zoomed([0, 100], 25, 0.5)).toEqual([12.5, 62.5]);
  expect(zoomed([0, 100], 500, 0.5)).toEqual([50, 100]);
});

test('keys move the cursor within what is shown, and zoom out no further than there are points', () => {
  const xs = Array.from({ length: 101 }, (_, i) => i);
  const on = (key: string, cursor: number | null = null, range: [number, number] | null = null) =>
    keyOf({ key, shiftKey: false }, { xs, cursor, range });
  expect(on('ArrowLeft')).toEqual({ cursor: 100 });
  expect(on('ArrowLeft', 50)).toEqual({ cursor: 49 });
  expect(on('ArrowLeft', 0)).toEqual({ cursor: 0 });
  expect(on('PageDown', 50)).toEqual({ cursor: 60 });
  expect(on('End', 50, [20, 60])).toEqual({ cursor: 60 });
  expect(on('+', 50)).toEqual({ range: [25, 75] });
  expect(on('-', 50, [25, 75])).toEqual({ range: null });
  expect(on('-', 50, [40, 60])).toEqual({ range: [30, 70] });
  expect(on('-')).toBeNull();
  expect(on('0', 50, [40, 60])).toEqual({ range: null });
  expect(on('a')).toBeNull();
});
