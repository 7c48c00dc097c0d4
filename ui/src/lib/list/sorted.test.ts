import { expect, test } from 'vitest';
import { sorted } from './sorted';

const rows = [
  { name: 'model10', bytes: 5 },
  { name: 'model9', bytes: 20 },
  { name: 'Churn', bytes: 10 },
];
const names = (text: string, by: 'name' | 'bytes', descending: boolean) =>
  sorted(rows, text, (row) => row.name, by, descending).map((row) => row.name);

// Version 10 would stand before version 9, and a search would miss what is written in capitals.
test('names count as people count, sizes as numbers', () => {
  expect(names('', 'name', false)).toEqual(['Churn', 'model9', 'model10']);
  expect(names('', 'bytes', true)).toEqual(['model9', 'Churn', 'model10']);
  expect(names(' CHURN', 'name', false)).toEqual(['Churn']);
  expect(names('none', 'name', false)).toEqual([]);
});
