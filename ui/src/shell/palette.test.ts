import { expect, test } from 'vitest';
import { matchQuality, search } from './palette';

// Otherwise the intended entry would not come first, and Enter would do something else.
test('the beginning of a name is the best match', () => {
  expect(matchQuality('Settings', 'set')).toBe(4);
  expect(matchQuality('churn_settings', 'set')).toBe(3);
  expect(matchQuality('offset', 'set')).toBe(2);
  expect(matchQuality('Create new run', 'cnr')).toBe(1);
  expect(matchQuality('Datasets', 'xyz')).toBe(0);
  expect(matchQuality('anything', ' ')).toBe(1);
});

const group = (title: string, ...names: string[]) => ({
  title,
  entries: names.map((label) => ({ label })),
});
const labels = (groups: { title: string; entries: { label: string }[] }[]) =>
  groups.map(({ title, entries }) => [title, ...entries.map(({ label }) => label)]);

test('equally good matches keep their order, and their number is limited', () => {
  const all = [group('all', 'offset', 'Settings', 'reset', 'Set up')];
  expect(labels(search(all, 'set', 3))).toEqual([['all', 'Settings', 'Set up', 'offset']]);
});

// Enter would do something else than what was typed.
test('the group with the best match comes first, and one without a match is left out', () => {
  const all = [
    group('pages', 'Datasets'),
    group('packages', 'settled', 'offset'),
    group('views', 'x'),
  ];
  expect(labels(search(all, 'set', 8))).toEqual([
    ['packages', 'settled', 'offset'],
    ['pages', 'Datasets'],
  ]);
});

test('what the program has found is shown, whatever its name is', () => {
  const runs = { ...group('runs', 'nightly'), searched: true };
  expect(labels(search([runs, group('pages', 'Churning')], 'churn', 8))).toEqual([
    ['pages', 'Churning'],
    ['runs', 'nightly'],
  ]);
});
