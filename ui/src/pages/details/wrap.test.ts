import { expect, test } from 'vitest';
import { between, starts } from './wrap';

test.each([
  ['', 4, ['']],
  ['abcd', 4, ['abcd']],
  ['abcdefghi', 4, ['abcd', 'efgh', 'i']],
  ['é€öabc', 4, ['é€öa', 'bc']],
  ['日本語', 4, ['日本', '語']],
  ['a🚂b🚂', 3, ['a🚂', 'b🚂']],
  ['ab\tc', 10, ['ab\tc']],
  ['abcdefgh\tij', 10, ['abcdefgh', '\tij']],
  ['abc', Infinity, ['abc']],
])('%j in %d columns', (text, columns, rows) => {
  const found = starts(text, columns);
  expect(found.map((from, n) => text.slice(from, found[n + 1]))).toEqual(rows);
});

test('colors stay with their letters', () => {
  const span = (text: string, look: string) => ({ text, look, color: null, background: null });
  const spans = [span('abc', ''), span('defg', 'bold'), span('h', '')];
  expect(between(spans, 0, 2)).toEqual([span('ab', '')]);
  expect(between(spans, 2, 5)).toEqual([span('c', ''), span('de', 'bold')]);
  expect(between(spans, 5, Infinity)).toEqual([span('fg', 'bold'), span('h', '')]);
});
