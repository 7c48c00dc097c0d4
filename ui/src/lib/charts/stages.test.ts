import { expect, test } from 'vitest';
import { marksOn, placed } from './stages';

const timeline = {
  began: 1_000_000,
  stages: [
    { title: 'package', began: 1_000_010 },
    { title: 'train()', began: 1_005_000 },
  ],
};

test('stages are marked on axes of time, from where these count', () => {
  expect(marksOn('step', timeline)).toEqual([]);
  expect(marksOn('time', timeline).map(({ at }) => at)).toEqual([1_000_010, 1_005_000]);
  expect(marksOn('relative', timeline)).toEqual([
    { at: 10, label: 'package' },
    { at: 5000, label: 'train()' },
  ]);
});

const at = (places: [string, number][]) => places.map(([label, at]) => ({ at, label }));
const drawn = (places: [string, number][], scale = 1) =>
  placed(
    at(places),
    (x) => x * scale,
    [40 * scale, 300 * scale],
    (label) => label.length * 6 * scale,
    scale,
  );

// Names that overlap can be read by nobody.
test('a name is only shown if it ends before the next mark and the edge', () => {
  const places: [string, number][] = [
    ['data', 60],
    ['train()', 100],
    ['evaluate()', 130],
    ['version', 280],
  ];
  const labels = ['data', '', 'evaluate()', ''];
  expect(drawn(places).map(({ label }) => label)).toEqual(labels);
  // The same on a screen with more points in a pixel.
  expect(drawn(places, 2).map(({ label }) => label)).toEqual(labels);
});

test('of stages that follow at once, the last is marked; what is not in view is not', () => {
  const found = drawn([
    ['package', 0],
    ['environment', 50],
    ['data', 53],
    ['train()', 56],
    ['save()', 301],
  ]);
  expect(found).toEqual([{ x: 56, label: 'train()' }]);
});
