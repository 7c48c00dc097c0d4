import { expect, test } from 'vitest';
import { addMonths, read, weeks, written } from './days';

const day = (text: string) => read(text)!;

/** Someone who types a day that does not exist would get another one. */
test('only days that exist are days', () => {
  expect(written(day('2028-02-29'))).toBe('2028-02-29');
  for (const text of ['2026-02-29', '2026-2-1', '2026-13-01', '01.12.2026', '', 'tomorrow'])
    expect(read(text), text).toBeNull();
});

/** Page Down on the 31st would skip a month. */
test('the same day of another month exists there', () => {
  expect(written(addMonths(day('2026-01-31'), 1))).toBe('2026-02-28');
  expect(written(addMonths(day('2026-01-15'), -1))).toBe('2025-12-15');
  expect(written(addMonths(day('2028-02-29'), 12))).toBe('2029-02-28');
});

test('a month has all its weeks, from Monday to Sunday', () => {
  const shown = (text: string) => weeks(day(text)).map((week) => week.map(written));
  const november = shown('2026-11-29');
  expect(november).toHaveLength(6);
  expect(november[0]?.[0]).toBe('2026-10-26');
  expect(november.at(-1)?.at(-1)).toBe('2026-12-06');
  expect(shown('2027-02-10')).toHaveLength(4);
});
