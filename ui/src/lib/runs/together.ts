// What the runs of a column have in common: each run has a column of its own, unless they are grouped.

import { spread, type Spread } from '$lib/plots/groups';
import type { ComparedValue } from '$lib/ipc';

/** A value of a column: that of all its runs, the mean of their numbers, or each value that they have. */
export type Shown =
  | ComparedValue
  | ({ is: 'spread'; of: 'number' | 'seconds' } & Spread)
  | { is: 'several'; values: (ComparedValue | null)[] };

/** The value of a column's runs. */
export function together(values: (ComparedValue | null)[]): Shown | null {
  const distinct = new Map(values.map((value) => [JSON.stringify(value), value]));
  if (distinct.size <= 1) return values[0] ?? null;
  for (const of of ['number', 'seconds'] as const) {
    const numbers = values.flatMap((one) => (one?.is === of ? [one.value] : []));
    const known = values.filter((one) => one !== null);
    const found = numbers.length === known.length ? spread(numbers) : null;
    if (found) return { is: 'spread', of, ...found };
  }
  return { is: 'several', values: [...distinct.values()] };
}

/** The number that a column is marked as the best by. */
export function numberOf(shown: Shown | null): number | null {
  if (shown?.is === 'spread') return shown.mean;
  return shown?.is === 'number' ? shown.value : null;
}
