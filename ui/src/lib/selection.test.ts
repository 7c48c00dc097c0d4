import { beforeEach, expect, test } from 'vitest';
import { Selection } from './selection.svelte';

let rows: string[];
let chosen: Selection;

beforeEach(() => {
  rows = ['a', 'b', 'c', 'd', 'e', 'f'];
  chosen = new Selection((first, last) => Promise.resolve(rows.slice(first, last + 1)));
});

test('a range grows and shrinks around where it began, and leaves what was chosen before', async () => {
  chosen.toggle('f', 5);
  await chosen.extend(1, 2);
  await chosen.extend(2, 3);
  expect(chosen.keys.sort()).toEqual(['b', 'c', 'd', 'f']);
  await chosen.extend(3, 0);
  expect(chosen.keys.sort()).toEqual(['a', 'b', 'f']);
});

test('a range begins where a row was chosen', async () => {
  chosen.toggle('b', 1);
  await chosen.extend(1, 3);
  expect(chosen.keys).toEqual(['b', 'c', 'd']);
});

test('rows that come before a range neither end it nor are in it', async () => {
  chosen.toggle('b', 1);
  rows.unshift('new');
  chosen.shift(1);
  await chosen.extend(2, 4);
  expect(chosen.keys).toEqual(['b', 'c', 'd']);
});

test('an answer that comes too late changes nothing', async () => {
  let answer: (keys: string[]) => void = () => {};
  const slow = new Selection(() => new Promise((resolve) => (answer = resolve)));
  const late = slow.all(6);
  slow.clear();
  answer(rows);
  await late;
  expect(slow.size).toBe(0);
});

test('what is there no more is not chosen', () => {
  chosen.toggle('a', 0);
  chosen.toggle('b', 1);
  chosen.keep(['b']);
  expect(chosen.keys).toEqual(['b']);
});
