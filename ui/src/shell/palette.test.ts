import { expect, test } from 'vitest';
import { found, meets } from './palette';

// Otherwise the intended entry would not come first, and Enter would do something else.
test('the beginning of a name is the best match', () => {
  expect(meets('Settings', 'set')).toBe(4);
  expect(meets('churn_settings', 'set')).toBe(3);
  expect(meets('offset', 'set')).toBe(2);
  expect(meets('Create new run', 'cnr')).toBe(1);
  expect(meets('Datasets', 'xyz')).toBe(0);
  expect(meets('anything', ' ')).toBe(1);
});

test('equally good matches keep their order, and their number is limited', () => {
  const all = ['offset', 'Settings', 'reset', 'Set up'].map((label) => ({ label }));
  expect(found(all, 'set', 3).map(({ label }) => label)).toEqual(['Settings', 'Set up', 'offset']);
});
