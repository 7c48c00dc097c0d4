import { expect, test } from 'vitest';
import { Scroll } from './scroll';

function scroll(rows: number): Scroll {
  const made = new Scroll(18);
  made.rows = rows;
  made.view = 600;
  return made;
}

test('a short list scrolls as its element does', () => {
  const list = scroll(1000);
  expect(list.height).toBe(18_000);
  list.moved(900, false);
  expect(list.top).toBe(900);
  expect(list.shift).toBe(0);
  expect(list.range(0)).toEqual({ first: 50, last: 84 });
});

test('the bar reaches every row of fifty million', () => {
  const list = scroll(50_000_000);
  expect(list.height).toBeLessThan(33_000_000);
  list.moved(list.height - list.view, false);
  expect(list.top).toBe(list.furthest);
  expect(list.range(0).last).toBe(50_000_000);
  expect(list.atEnd).toBe(true);
  list.moved((list.height - list.view) / 2, false);
  expect(list.range(0).first).toBeCloseTo(25_000_000, -3);
  list.moved(0, false);
  expect(list.top).toBe(0);
});

test('the wheel moves the list by its own distance, wherever it is scrolled to', () => {
  const list = scroll(50_000_000);
  list.moved(2_000_000, false);
  const before = list.top;
  list.moved(2_000_100, true);
  expect(list.top - before).toBe(100);
});

test('settling moves the element and not what is visible', () => {
  const list = scroll(50_000_000);
  list.moved(2_000_000, false);
  for (let i = 1; i <= 500; i += 1) list.moved(2_000_000 + i * 100, true);
  const { top } = list;
  list.settle();
  expect(list.top).toBe(top);
  // The scroll event that our own assignment causes is ignored.
  expect(list.moved(list.elementTop, false)).toBe(false);
  expect(list.top).toBe(top);
});

test('a row is brought just into sight', () => {
  const list = scroll(1000);
  expect(list.topFor(0)).toBe(0);
  list.to(list.topFor(500));
  expect(list.top).toBe(501 * 18 - 600);
  expect(list.topFor(499)).toBe(list.top);
  expect(list.topFor(100)).toBe(1800);
});

test('a list that becomes shorter stays at its end', () => {
  const list = scroll(1000);
  list.to(list.furthest);
  list.rows = 10;
  list.to(list.top);
  expect(list.top).toBe(0);
});
