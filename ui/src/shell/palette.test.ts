import { expect, test } from 'vitest';
import { found, meets } from './palette';

// What one means would not stand first, and Enter would do something else.
test('the beginning of a name is met best', () => {
  expect(meets('Settings', 'set')).toBe(4);
  expect(meets('churn_settings', 'set')).toBe(3);
  expect(meets('offset', 'set')).toBe(2);
  expect(meets('Create new run', 'cnr')).toBe(1);
  expect(meets('Datasets', 'xyz')).toBe(0);
  expect(meets('anything', ' ')).toBe(1);
});

test('equally good ones keep their order, and there are not too many', () => {
  const all = ['offset', 'Settings', 'reset', 'Set up'].map((label) => ({ label }));
  expect(found(all, 'set', 3).map(({ label }) => label)).toEqual(['Settings', 'Set up', 'offset']);
});
