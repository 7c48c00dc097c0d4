// Rows as lines across parallel axes, and the ranges of the axes that were chosen.

import type { Column } from './columns';
import type { Scale } from './scale';

/** The part of an axis that was chosen, by the values at its ends; of categories, by their indexes. */
export type Range = [from: number, to: number];
export type Ranges = Readonly<Record<string, Range>>;

/** Whether each row is within all chosen ranges. */
export function passing(columns: Column[], ranges: Ranges, rows: number): boolean[] {
  const chosen = columns.filter(({ id }) => ranges[id]);
  return Array.from({ length: rows }, (_, row) =>
    chosen.every(({ id, values }) => {
      const [value, [from, to]] = [values[row] ?? null, ranges[id]!];
      return value !== null && value >= from && value <= to;
    }),
  );
}

/** The places of the ends of a range on its axis, the lower one first. */
export function placesOf(range: Range | undefined, scale: Scale): [number, number] {
  if (!range) return [0, 1];
  const within = (place: number | null) => Math.min(1, Math.max(0, place ?? 0));
  return [within(scale.place(range[0])), within(scale.place(range[1]))];
}

/** The range between two places of an axis; null if that is all of it. */
export function rangeOf([one, other]: [number, number], scale: Scale): Range | null {
  const [low, high] = [Math.max(0, Math.min(one, other)), Math.min(1, Math.max(one, other))];
  return low <= 0 && high >= 1 ? null : [scale.value(low), scale.value(high)];
}

/** Where a key moves an end of a range; null if the key does nothing. `step` is how far an arrow goes. */
export function movedBy(key: string, place: number, step: number): number | null {
  const by = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step }[key];
  const far = { PageUp: Math.max(0.1, step), PageDown: -Math.max(0.1, step) }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return 1;
  const change = by ?? far;
  return change === undefined ? null : Math.min(1, Math.max(0, place + change));
}

/** The row whose line is closest to a place, if it is near: `x` counts axes, `y` is a place on them. */
export function lineAt(
  places: (number | null)[][],
  isSought: (row: number) => boolean,
  x: number,
  y: number,
  within: number,
): number | null {
  const first = Math.min(Math.max(0, Math.floor(x)), Math.max(0, places.length - 2));
  const [before, after] = [places[first], places[first + 1] ?? places[first]];
  if (!before || !after) return null;
  let [found, least]: [number | null, number] = [null, within];
  before.forEach((from, row) => {
    const to = after[row] ?? null;
    if (from === null || to === null || !isSought(row)) return;
    const distance = Math.abs(from + (to - from) * (x - first) - y);
    if (distance <= least) [found, least] = [row, distance];
  });
  return found;
}
