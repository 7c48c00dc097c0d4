import { expect, test } from 'vitest';
import { sorted } from './sorted';

const rows = [
  { name: 'model10', bytes: 5 },
  { name: 'model9', bytes: 20 },
  { name: 'Churn', bytes: 10 },
];
const names = (text: string, by: 'name' | 'bytes', descending: boolean) =>
  sorted(rows, text, (row) => row.name, by, descending).map((row) => row.name);

// Otherwise version 10 would come before version 9, and a search would miss capital letters.
test('names are sorted naturally, sizes as numbers', () => {
  expect(names('', 'name', false)).toEqual(['Churn', 'model9', 'model10']);
  expect(names('', 'bytes', true)).toEqual(['model9', 'Churn', 'model10']);
  expect(names(' CHURN', 'name', false)).toEqual(['Churn']);
  expect(names('none', 'name', false)).toEqual([]);
});
