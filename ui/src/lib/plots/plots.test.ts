import { expect, test } from 'vitest';
import type { RunTable } from '$lib/ipc';
import { coloring } from './coloring';
import { columnsOf, writtenAt, type Column } from './columns';
import { averaged, membersOf, spread } from './groups';
import { lineAt, movedBy, passing, placesOf, rangeOf } from './parallel';
import { scaleOf } from './scale';
import { dotsOf, nearest, next, where } from './scatter';

const run = (id: string, group: number, score: number | null) =>
  ({ id, name: 'churn', group, score, package: 'churn', version: '1.0', created: 0 }) as never;

const table: RunTable = {
  runs: [run('a', 0, 0.5), run('b', 1, 0.9), run('c', 0, 0.7)].map((one, i) => ({
    ...(one as object),
    dataset: null,
    seconds: i,
  })) as never,
  parameters: [
    { name: 'lr', values: ['1e-3', '0.1', null] },
    { name: 'model', values: ['tree 10', '', 'tree 9'] },
  ],
  logged: [
    { name: 'lr', values: ['0.1', '0.2', null] },
    { name: 'depth', values: ['3', 'None', '10'] },
  ],
  metrics: [{ name: 'loss', last: [1, null, 3], min: [1, null, 2], max: [4, null, 5] }],
  leftOut: 0,
};

const number = (values: (number | null)[], deviations?: (number | null)[]): Column => ({
  ...{ id: 'n', name: 'n', kind: 'number', values, categories: [] },
  ...(deviations && { deviations }),
});

test('numbers are on a scale, other values are categories in their natural order', () => {
  const columns = new Map(columnsOf(table).map((column) => [column.id, column]));
  expect(columns.get('parameter:lr')).toMatchObject({ kind: 'number', values: [0.001, 0.1, null] });
  expect(columns.get('parameter:model')).toMatchObject({
    kind: 'category',
    categories: ['', 'tree 9', 'tree 10'],
    values: [2, 0, 1],
  });
  // A parameter that the code logged is distinguished from one of the form with the same name.
  expect(columns.get('logged:lr')).toMatchObject({
    name: 'lr (logged)',
    kind: 'number',
    values: [0.1, 0.2, null],
  });
  expect(columns.get('logged:depth')!.categories).toEqual(['3', '10', 'None']);
  expect(columns.get('metric:min:loss')).toMatchObject({
    name: 'loss (min)',
    values: [1, null, 2],
  });
  expect(columns.get('duration')!.values).toEqual([0, 1000, 2000]);
  // What no run has is not offered.
  expect(columns.has('dataset')).toBe(false);
});

test('a group is its mean with the deviation from it', () => {
  expect(spread([1, 3])).toEqual({ mean: 2, deviation: Math.SQRT2 });
  expect(spread([1])).toEqual({ mean: 1, deviation: null });
  expect(spread([])).toBeNull();
  const members = membersOf(table.runs.map(({ group }) => group));
  expect(members).toEqual([[0, 2], [1]]);
  const [score] = columnsOf(table).map((column) => averaged(column, members));
  expect(score!.values).toEqual([0.6, 0.9]);
  expect(writtenAt(score!, 0)).toBe('0.6 ± 0.14142');
  expect(writtenAt(score!, 1)).toBe('0.9');
  const model = columnsOf(table).find(({ id }) => id === 'parameter:model')!;
  expect(averaged(model, members).values).toEqual([null, 0]);
});

test('a logarithmic scale leaves out what is not greater than zero', () => {
  const scale = scaleOf(number([0.01, 1, 100, 0, -1, null]), true, 5);
  const places = [0.01, 1, 100].map((one) => scale.place(one)!);
  expect(places[1]! - places[0]!).toBeCloseTo(places[2]! - places[1]!);
  expect([0, -1, null].map((one) => scale.place(one))).toEqual([null, null, null]);
  expect(scale.value(scale.place(1)!)).toBeCloseTo(1);
  expect(scale.ticks.map(({ label }) => label)).toEqual(['0.01', '0.1', '1', '10', '100']);
});

test('a scale has room for the deviations, and for a single value', () => {
  const scale = scaleOf(number([5], [2]), false, 5);
  for (const end of [3, 7]) expect(scale.place(end)).toBeGreaterThanOrEqual(0);
  for (const end of [3, 7]) expect(scale.place(end)).toBeLessThanOrEqual(1);
  expect(scaleOf(number([5]), false, 5).place(5)).toBe(0.5);
});

test('rows become dots where both axes have a value, and the closest one is found', () => {
  const [x, y] = [number([0, 10, 5, null]), number([0, 10, null, 1])];
  const frame = { left: 100, top: 0, width: 108, height: 108 };
  const dots = dotsOf([x, scaleOf(x, false, 5)], [y, scaleOf(y, false, 5)], frame);
  expect(dots.map(({ row, x, y }) => [row, Math.round(x), Math.round(y)])).toEqual([
    [0, 104, 104],
    [1, 204, 4],
  ]);
  expect(nearest(dots, 200, 8, 20)?.row).toBe(1);
  expect(nearest(dots, 150, 50, 20)).toBeNull();
});

test('an axis is not stretched by rows that have no value on the other', () => {
  const [x, y] = [number([0, 10, 1000]), number([1, 2, null])];
  expect(scaleOf(where(x, y), false, 5).place(10)).toBeGreaterThan(0.9);
});

test('the arrow keys go through the dots from left to right and from bottom to top', () => {
  const dots = [
    { row: 0, x: 10, y: 10 },
    { row: 1, x: 20, y: 90 },
    { row: 2, x: 30, y: 50 },
  ];
  const from = (row: number | null, key: string) => next(dots, row, key)?.row ?? null;
  expect([from(null, 'ArrowRight'), from(0, 'ArrowRight'), from(2, 'ArrowRight')]).toEqual([
    0, 1, 2,
  ]);
  expect([from(1, 'ArrowUp'), from(2, 'ArrowUp'), from(2, 'ArrowDown')]).toEqual([2, 0, 1]);
  expect([from(1, 'Home'), from(1, 'End'), from(1, 'a')]).toEqual([0, 2, null]);
  expect(next([], null, 'ArrowRight')).toBeNull();
});

test('a range of an axis is between two places; all of it is none', () => {
  const column = number([0, 100]);
  const scale = scaleOf(column, false, 5);
  const range = rangeOf([0.75, 0.25], scale)!;
  expect(range.map(Math.round)).toEqual([23, 77]);
  expect(placesOf(range, scale).map((one) => Math.round(one * 100))).toEqual([25, 75]);
  expect(rangeOf([-1, 2], scale)).toBeNull();
  expect(placesOf(undefined, scale)).toEqual([0, 1]);
  expect(passing([number([10, 50, null])], { n: [20, 60] }, 3)).toEqual([false, true, false]);
  expect(passing([], {}, 2)).toEqual([true, true]);
  expect([movedBy('ArrowUp', 0.99, 0.02), movedBy('Home', 0.5, 0.1), movedBy('x', 0, 1)]).toEqual([
    1,
    0,
    null,
  ]);
});

test('the line that the pointer is at is found between two axes', () => {
  const places = [
    [0, 1, 0.5],
    [1, 0, null],
  ];
  expect(lineAt(places, () => true, 0.25, 0.26, 0.05)).toBe(0);
  expect(lineAt(places, (row) => row !== 0, 0.25, 0.26, 0.05)).toBeNull();
  expect(lineAt(places, () => true, 0.75, 0.25, 0.05)).toBe(1);
});

test('a number is a shade between two colors, a category has one of its own', () => {
  const look = { lines: ['rgb(0, 0, 0)', 'rgb(255, 255, 255)', 'red'], text: 'grey' };
  const shade = number([0, 100, null]);
  const of = coloring(shade, look);
  const level = (row: number) => Number(/\d+/.exec(of(row))![0]);
  expect(level(0)).toBeLessThan(20);
  expect(level(1)).toBeGreaterThan(235);
  expect(of(2)).toBe('grey');
  const kind: Column = { ...shade, kind: 'category', categories: ['a', 'b'], values: [1, 0, 1] };
  expect([0, 1].map(coloring(kind, look))).toEqual(['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
  expect(coloring(null, look)(0)).toBe('rgb(0, 0, 0)');
});
