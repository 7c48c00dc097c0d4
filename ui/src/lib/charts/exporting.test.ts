import { expect, test } from 'vitest';
import { pictureOf, type View } from './exporting';
import { chartsOf } from './grouping';
import { svgOf } from './picture';
import { powers, ticks } from './scales';
import { series } from './testing';

function view(more: Partial<View> = {}): View {
  const [chart] = chartsOf([series('loss'), series('val_loss')]);
  const [train, val] = chart!.lines.map(({ series }) => series.key);
  const points = [
    { key: train!, x: [0, 1, 2], y: [2, null, 0.5], smooth: [2, null, 1] },
    { key: val!, x: [0, 2], y: [3, 1e-5], smooth: [3, 2] },
  ];
  const rest = { smooth: false, log: false, range: null, marks: [] };
  return { chart: chart!, axis: 'step', points, ...rest, ...more };
}

test('a picture has the title, the legend, both axes and a line per series, with gaps', () => {
  const svg = svgOf(pictureOf(view()));
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  const texts = [...document.querySelectorAll('text')].map((one) => one.textContent);
  for (const text of ['loss', 'train', 'val', '0', '1', '2', '3.0', 'Step'])
    expect(texts).toContain(text);
  const lines = [...document.querySelectorAll('g path')].map((one) => one.getAttribute('d')!);
  expect(lines).toHaveLength(2);
  expect(lines[0]!.match(/M/g)).toHaveLength(2);
  expect(lines[1]!.match(/M/g)).toHaveLength(1);
  // Smoothed lines are drawn above the others.
  expect(svgOf(pictureOf(view({ smooth: true }))).match(/<path/g)).toHaveLength(2 + 4);
  expect(svg).not.toContain('NaN');
});

test('a picture over time says where the stages began', () => {
  const marks = [
    { at: 0.5, label: 'train()' },
    { at: 1.9, label: 'evaluate()' },
    { at: 7, label: 'version' },
  ];
  const svg = svgOf(pictureOf(view({ axis: 'relative', marks })));
  expect(svg).toContain('>train()</text>');
  expect(svg.match(/stroke-dasharray="2 4"/g)).toHaveLength(2);
  expect(svg).not.toContain('version');
});

// The name of a series is whatever the code made of it.
test('a name cannot put anything into a picture but its letters', () => {
  const [chart] = chartsOf([series('<script>alert("1")</script>\u0000&')]);
  const svg = svgOf(pictureOf(view({ chart: chart!, points: view().points.slice(0, 1) })));
  const document = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(document.querySelector('parsererror')).toBeNull();
  expect(document.querySelector('script')).toBeNull();
});

test('a picture of nothing, of one point and of negative values on a logarithmic scale can be made', () => {
  for (const y of [[], [5], [-1, 0], [null]]) {
    const points = [0, 1].map((key) => ({ key, x: y.map((_, i) => i), y, smooth: null }));
    for (const log of [false, true])
      expect(svgOf(pictureOf(view({ points, log })))).not.toMatch(/NaN|Infinity/);
  }
});

test('ticks are round and within the range', () => {
  expect(ticks(0.13, 0.98, 5)).toEqual([0.2, 0.4, 0.6, 0.8]);
  expect(ticks(-1, 1, 4)).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(ticks(5, 5, 4)).toEqual([5]);
  expect(powers(0.0008, 2000, 8)).toEqual([0.001, 0.01, 0.1, 1, 10, 100, 1000]);
  expect(powers(1e-9, 1e9, 5)).toHaveLength(5);
  expect(powers(0.2, 2.5, 8)).toEqual([0.2, 0.5, 1, 2]);
  expect(powers(2.1, 2.9, 8)).toEqual([2.2, 2.4, 2.6, 2.8]);
});
