import { afterEach, expect, test } from 'vitest';
import { speak } from '$lib/words.svelte';
import { logTicks, place, value, valueOf, valueTicks, xTicks } from './figures';

afterEach(() => speak('en'));

const N = '\u202f';
const MINUTE = 60_000;

test('values are written as the language does, and tiny ones as powers of ten', async () => {
  expect(
    [0, 1, 0.5, 0.123456, 1234.5678, 12_345_678, 1e-5, 0.000123, -0.25].map((v) => value(v)),
  ).toEqual(['0', '1', '0.5', '0.12346', '1,234.6', '1.23e7', '1e-5', '1.23e-4', '-0.25']);
  await speak('fr');
  expect([0.123456, 1234.5678, 1.5e-5].map((v) => value(v))).toEqual([
    '0,12346',
    `1${N}234,6`,
    '1,5e-5',
  ]);
});

test('bytes and shares of a processor have units', async () => {
  expect(value(1_536_000_000, 'bytes')).toBe('1.5 GB');
  expect(value(171.23, 'percent')).toBe('171.2%');
  await speak('fr');
  expect(value(1_536_000_000, 'bytes')).toBe('1,5 Go');
  expect(value(171.23, 'percent')).toMatch(/^171,2\s%$/);
});

// A training that diverged looks as one that has not begun.
test('what is not finite is said', () => {
  const at = { step: 1, time: 1, value: null };
  expect(valueOf({ ...at, text: 'NaN' })).toBe('NaN');
  expect(valueOf({ ...at, text: '-Infinity' })).toBe('-inf');
  expect(valueOf(null)).toBe('–');
});

// Two equal labels on an axis are a mistake that nobody can read past.
test('the labels of an axis differ, with no digit more than that takes', async () => {
  expect(valueTicks([0, 0.5, 1], null)).toEqual(['0', '0.5', '1.0']);
  expect(valueTicks([0.7, 0.725, 0.75], null)).toEqual(['0.700', '0.725', '0.750']);
  expect(valueTicks([0, 2e-5, 4e-5], null)).toEqual(['0', '2e-5', '4e-5']);
  expect(valueTicks([9.5e-6, 1e-5, 1.05e-5], null)).toEqual(['9.5e-6', '1e-5', '1.05e-5']);
  expect(valueTicks([1e6, 1.5e6, 2e6], null)).toEqual(['1e6', '1.5e6', '2e6']);
  expect(valueTicks([-500, 0, 500], null)).toEqual(['-500', '0', '500']);
  expect(valueTicks([1.2e9, 1.25e9], 'bytes')).toEqual(['1.20 GB', '1.25 GB']);
  expect(valueTicks([0, 50, 100], 'percent')).toEqual(['0', '50%', '100%']);
  expect(logTicks([0.01, null, 1], null)).toEqual(['0.01', '', '1']);
  await speak('fr');
  expect(valueTicks([0, 0.5], null)).toEqual(['0', '0,5']);
});

test('steps are whole, and short when they are large', () => {
  expect(xTicks('step', [0, 0.5, 1])).toEqual(['0', '', '1']);
  expect(xTicks('step', [0, 500, 1000])).toEqual(['0', '500', '1,000']);
  expect(xTicks('step', [0, 250_000, 1_000_000])).toEqual(['0', '250K', '1M']);
});

test('times are as exact as the axis shows', async () => {
  const plain = (all: string[]) => all.map((one) => one.replaceAll('\u00a0', ' '));
  expect(plain(xTicks('relative', [0, 500, 1000]))).toEqual(['0.0 s', '0.5 s', '1.0 s']);
  expect(plain(xTicks('relative', [0, 30_000, 90_000]))).toEqual(['0 s', '30 s', '1 min 30 s']);
  expect(plain(xTicks('relative', [0, 60 * MINUTE, 120 * MINUTE]))).toEqual(['0 h', '1 h', '2 h']);
  const noon = Date.UTC(2026, 10, 30, 12);
  expect(xTicks('time', [noon, noon + 30 * MINUTE])[1]).toMatch(/^12:30/);
  expect(place('step', 1200)).toBe('Step 1,200');
  await speak('fr');
  expect(place('step', 1200)).toBe(`Pas 1${N}200`);
  expect(xTicks('time', [noon, noon + 30 * MINUTE])).toEqual(['12:00', '12:30']);
});
