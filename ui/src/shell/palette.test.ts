import { expect, test } from 'vitest';
import { found, matchQuality } from './palette';

// Otherwise the intended entry would not come first, and Enter would do something else.
test('the beginning of a name is the best match', () => {
  expect(matchQuality('Settings', 'set')).toBe(4);
  expect(matchQuality('churn_settings', 'set')).toBe(3);
  expect(matchQuality('offset', 'set')).toBe(2);
  expect(matchQuality('Create new run', 'cnr')).toBe(1);
  expect(matchQuality('Datasets', 'xyz')).toBe(0);
  expect(matchQuality('anything', ' ')).toBe(1);
});

test('equally good matches keep their order, and their number is limited', () => {
  const all = ['offset', 'Settings', 'reset', 'Set up'].map((label) => ({ label }));
  expect(found(all, 'set', 3).map(({ label }) => label)).toEqual(['Settings', 'Set up', 'offset']);
});
