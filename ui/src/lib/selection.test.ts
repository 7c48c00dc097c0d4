import { beforeEach, expect, test } from 'vitest';
import { Selection } from './selection.svelte';

let rows: string[];
let selected: Selection;

beforeEach(() => {
  rows = ['a', 'b', 'c', 'd', 'e', 'f'];
  selected = new Selection((first, last) => Promise.resolve(rows.slice(first, last + 1)));
});

test('a range grows and shrinks around where it began, and leaves what was selected before', async () => {
  selected.toggle('f', 5);
  await selected.extend(1, 2);
  await selected.extend(2, 3);
  expect(selected.keys.sort()).toEqual(['b', 'c', 'd', 'f']);
  await selected.extend(3, 0);
  expect(selected.keys.sort()).toEqual(['a', 'b', 'f']);
});

test('a range begins where a row was selected', async () => {
  selected.toggle('b', 1);
  await selected.extend(1, 3);
  expect(selected.keys).toEqual(['b', 'c', 'd']);
});

test('rows that are inserted before a range neither end it nor become part of it', async () => {
  selected.toggle('b', 1);
  rows.unshift('new');
  selected.shift(1);
  await selected.extend(2, 4);
  expect(selected.keys).toEqual(['b', 'c', 'd']);
});

test('an answer that arrives too late changes nothing', async () => {
  let answer: (keys: string[]) => void = () => {};
  const slow = new Selection(() => new Promise((resolve) => (answer = resolve)));
  const late = slow.all(6);
  slow.clear();
  answer(rows);
  await late;
  expect(slow.size).toBe(0);
});

test('rows that no longer exist are not selected', () => {
  selected.toggle('a', 0);
  selected.toggle('b', 1);
  selected.retain(['b']);
  expect(selected.keys).toEqual(['b']);
});
