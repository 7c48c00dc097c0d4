// Runs that differ in nothing but a seed, as one: their mean, and how far they are from it.

import type { Column } from './columns';

export type Spread = {
  mean: number;
  /** The standard deviation of a sample; null of a single value. */
  deviation: number | null;
};

/** The mean of some values and their deviation; null without any. */
export function spread(values: number[]): Spread | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, one) => sum + one, 0) / count;
  const squares = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : null };
}

/** The rows that belong together, by the number of each one's group, in the order of their first. */
export function membersOf(groups: number[]): number[][] {
  const members = new Map<number, number[]>();
  groups.forEach((group, row) => members.set(group, [...(members.get(group) ?? []), row]));
  return [...members.values()];
}

/** A column with a row for each group: the mean of its numbers, or the category that all its runs have. */
export function averaged(column: Column, members: number[][]): Column {
  const known = members.map((rows) => rows.flatMap((row) => column.values[row] ?? []));
  if (column.kind === 'category') {
    const shared = (values: number[]) => (new Set(values).size === 1 ? values[0]! : null);
    return { ...column, values: known.map(shared) };
  }
  const spreads = known.map(spread);
  return {
    ...column,
    values: spreads.map((one) => one?.mean ?? null),
    deviations: spreads.map((one) => one?.deviation ?? null),
  };
}
