import { expect, test } from 'vitest';
import { chartsOf } from './grouping';
import { columnsIn, FRESH, grouped, isLog, moved, sound } from './layout';
import type { Layout } from './program';
import { series } from './testing';

const all = chartsOf(['a', 'b', 'c', 'x/d', 'x/e'].map((name) => series(name)));
const shown = (layout: Partial<Layout>, filter = '') =>
  grouped(all, { ...FRESH, ...layout }, filter).map(({ charts }) => charts.map(({ id }) => id));

test('pinned charts come first, hidden ones are gone', () => {
  expect(shown({})).toEqual([
    ['a', 'b', 'c'],
    ['x/d', 'x/e'],
  ]);
  expect(shown({ pinned: ['x/e', 'gone', 'b'], hidden: ['a'] })).toEqual([
    ['x/e', 'b'],
    ['c'],
    ['x/d'],
  ]);
  expect(shown({ hidden: ['x/d', 'x/e'] })).toEqual([['a', 'b', 'c']]);
  expect(shown({}, 'e')).toEqual([['x/e']]);
});

test('a moved chart stays where it was put, and new ones come after it', () => {
  const group = ['a', 'c'];
  const layout = moved(FRESH, group, 'c', 0);
  expect(layout.order).toEqual(['c', 'a']);
  expect(shown(layout)[0]).toEqual(['c', 'a', 'b']);
  const pinned = moved({ ...FRESH, pinned: ['a', 'x/d', 'b'] }, ['a', 'x/d', 'b'], 'b', 1);
  expect(shown(pinned)[0]).toEqual(['a', 'b', 'x/d']);
});

// Whoever goes back to an older program would find a tab that cannot be opened.
test('a layout of another version, or a damaged one, is taken as far as it makes sense', () => {
  expect(sound(null)).toEqual(FRESH);
  const odd = { x: 'epoch', smoothing: 7, columns: 9, pinned: [1, 'a'], hidden: 'b' };
  expect(sound(odd as unknown as Layout)).toEqual({ ...FRESH, smoothing: 0.99, pinned: ['a'] });
  const good: Layout = { ...FRESH, x: 'time', columns: 3, log: true, folded: ['x'] };
  expect(sound(good)).toEqual(good);
});

test('a chart can have another scale than all others', () => {
  expect(isLog(FRESH, 'a')).toBe(false);
  expect(isLog({ ...FRESH, logOther: ['a'] }, 'a')).toBe(true);
  expect(isLog({ ...FRESH, log: true, logOther: ['a'] }, 'a')).toBe(false);
  expect(isLog({ ...FRESH, log: true, logOther: ['a'] }, 'b')).toBe(true);
});

test('there are as many columns as fit and are needed, and one in a narrow window', () => {
  expect([672, 1000, 1392, 2600].map((width) => columnsIn(width, 0, 9))).toEqual([1, 2, 3, 4]);
  expect([672, 720, 1392].map((width) => columnsIn(width, 4, 1))).toEqual([1, 3, 4]);
  expect([1, 2, 3].map((largest) => columnsIn(2600, 0, largest))).toEqual([2, 2, 3]);
});
