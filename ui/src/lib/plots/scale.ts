// Where the values of a column are along an axis, from 0 at its beginning to 1 at its end.

import { logTicks, TIME_STEPS, valueTicks, xTicks } from '$lib/charts/figures';
import { powers, roomy, ticks } from '$lib/charts/scales';
import { written, type Column } from './columns';

type Tick = { at: number; label: string };

export type Scale = {
  /** Where a value is; null if it cannot be shown, such as 0 on a logarithmic axis. */
  place: (value: number | null) => number | null;
  /** The value at a place. */
  value: (place: number) => number;
  ticks: Tick[];
};

/** The space before the first and after the last value. */
const MARGIN = 0.04;

/** The scale of a column, with about so many labels. Of categories, each has the same room. */
export function scaleOf(column: Column, isLog: boolean, about: number): Scale {
  if (column.kind === 'category') return categorical(column, about);
  const log = isLog && canBeLog(column);
  const shown = column.values.flatMap((one, row) => {
    if (one === null || (log && one <= 0)) return [];
    const deviation = column.deviations?.[row] ?? 0;
    return [one, one + deviation, ...(log && one <= deviation ? [] : [one - deviation])];
  });
  const [low, high] = extent(shown);
  const [from, to] = log ? roomy(low, high) : padded(low, high);
  const project = log ? Math.log10 : (one: number) => one;
  const unproject = log ? (one: number) => 10 ** one : (one: number) => one;
  const [first, last] = [project(from), project(to)];
  const place = (one: number | null) =>
    one === null || (log && one <= 0) ? null : (project(one) - first) / (last - first);
  const at = log
    ? powers(from, to, about)
    : ticks(from, to, about, column.kind === 'number' ? undefined : TIME_STEPS);
  // Between whole numbers, there is nothing to be labelled.
  const isWhole = column.values.every((one) => one === null || Number.isInteger(one));
  const inside = at.filter(
    (one) => one >= from && one <= to && (!isWhole || Number.isInteger(one)),
  );
  return {
    place,
    value: (place) => unproject(first + place * (last - first)),
    ticks: inside.map((one, i) => ({ at: place(one)!, label: labels(column, log, inside)[i]! })),
  };
}

/** Whether a logarithmic axis can show some of it. */
export const canBeLog = ({ kind, values }: Column): boolean =>
  (kind === 'number' || kind === 'duration') && values.some((one) => one !== null && one > 0);

function labels({ kind }: Column, log: boolean, at: number[]): string[] {
  if (kind === 'time') return xTicks('time', at);
  if (kind === 'duration')
    return log ? at.flatMap((one) => xTicks('relative', [one])) : xTicks('relative', at);
  return log ? logTicks(at, null) : valueTicks(at, null);
}

function extent(values: number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const one of values) {
    if (one < low) low = one;
    if (one > high) high = one;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A single value is in the middle. */
function padded(low: number, high: number): [number, number] {
  const margin = low === high ? Math.abs(low) / 10 || 1 : (high - low) * MARGIN;
  return [low - margin, high + margin];
}

function categorical(column: Column, about: number): Scale {
  const count = Math.max(1, column.categories.length);
  const every = Math.max(1, Math.ceil(count / Math.max(1, about)));
  const place = (one: number | null) => (one === null ? null : (one + 0.5) / count);
  return {
    place,
    value: (place) => place * count - 0.5,
    ticks: column.categories.flatMap((_, i) =>
      i % every === 0 ? [{ at: place(i)!, label: written(column, i) }] : [],
    ),
  };
}
