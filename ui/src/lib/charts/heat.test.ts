import { expect, test } from 'vitest';
import { binAt, columnAt, columnsOf, countOf, medianOf, paint, rowsOf } from './heat';
import { histograms } from './testing';

const [first, second] = histograms('weights', 0, 10).steps;

test('each step has the space up to half the way to its neighbors', () => {
  const spans = (...steps: number[]) =>
    columnsOf(histograms('weights', ...steps)).map(({ from, to }) => [from, to]);
  expect(spans(0, 10, 40)).toEqual([
    [-5, 5],
    [5, 25],
    [25, 55],
  ]);
  expect(spans(7)).toEqual([[6.5, 7.5]]);
});

test('the cursor finds the closest step, and none beyond them', () => {
  const columns = columnsOf(histograms('weights', 0, 10, 40));
  const at = (x: number) => columnAt(columns, x)?.histogram.step;
  expect([-6, -5, 5.1, 24, 55, 56].map(at)).toEqual([undefined, 0, 10, 10, 40, undefined]);
});

test('a value is in the bin between whose edges it is', () => {
  const all = { step: 0, edges: [-1, 0, 0, 4], counts: [3, 5, 2] };
  expect([-2, -1, -0.5, 0, 0.1, 4, 5].map((value) => binAt(all, value))).toEqual([
    -1, 0, 0, 0, 2, 2, -1,
  ]);
  expect(binAt({ step: 0, edges: [2, 2], counts: [1] }, 2)).toBe(0);
});

test('half of the values are below the median', () => {
  expect(countOf(first!)).toBe(8);
  expect(medianOf(first!)).toBe(0.5);
  expect(medianOf({ step: 0, edges: [0, 1, 2, 3], counts: [0, 0, 4] })).toBe(2.5);
  expect(medianOf({ step: 0, edges: [2, 2], counts: [7] })).toBe(2);
});

test('no value is lost or doubled in the rows of a picture', () => {
  const rows = (scale: number, rows = 10) => [
    ...rowsOf(second!, (value) => 5 - value * scale, rows),
  ];
  const sum = (all: number[]) => all.reduce((a, b) => a + b, 0);
  // Larger and smaller than a row, and with edges between rows.
  for (const scale of [1, 0.001, 1.7, 0.3]) expect(sum(rows(scale))).toBeCloseTo(8, 9);
  expect(rows(1)).toEqual([0, 0, 0, 2, 4, 2, 0, 0, 0, 0]);
  // What is above and below the picture is not in it.
  expect(rows(1, 5)).toEqual([0, 0, 0, 2, 4]);
  expect([...rowsOf({ step: 0, edges: [2, 2], counts: [7] }, () => 3.5, 5)]).toEqual([
    0, 0, 0, 7, 0,
  ]);
});

test('the more values there are, the stronger the color, and where there are none there is none', () => {
  const drawn: { x: number; y: number; height: number; alpha: number }[] = [];
  const medians: number[][] = [];
  const ctx = {
    ...Object.fromEntries(
      ['save', 'restore', 'beginPath', 'rect', 'clip', 'stroke', 'strokeRect'].map((name) => [
        name,
        () => undefined,
      ]),
    ),
    globalAlpha: 1,
    fillRect(x: number, y: number, _: number, height: number) {
      drawn.push({ x, y, height, alpha: this.globalAlpha });
    },
    lineTo: (x: number, y: number) => medians.push([x, y]),
  };
  const valToPos = (value: number, scale: string) => (scale === 'x' ? 50 + value : 50 - 10 * value);
  const plot = { ctx, bbox: { left: 0, top: 0, width: 100, height: 100 }, valToPos };
  const colors = { lines: ['blue'], title: '', text: '', grid: '', page: '' };
  paint(plot as never, columnsOf(histograms('weights', 0, 10)), null, colors);
  const firsts = drawn.filter(({ x }) => x === 45);
  expect(firsts.map(({ y, height }) => [y, height])).toEqual([
    [30, 10],
    [40, 10],
    [50, 10],
  ]);
  const [above, middle, below] = firsts.map(({ alpha }) => alpha);
  expect(middle).toBe(1);
  expect(above).toBeLessThan(middle!);
  expect(above).toBeGreaterThan(0.5);
  expect(below).toBe(above);
  expect(medians).toEqual([
    [50, 45],
    [60, 45],
  ]);
});
