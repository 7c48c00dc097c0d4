// The points of several series over one axis, as uPlot draws them, and what they are at the cursor.

import type uPlot from 'uplot';
import type { Points } from './program';

type Value = number | null | undefined;

/** What is drawn: the x axis, then each series' values, then each one's smoothed values, then the upper and the lower edge
 * of the band of each mean. */
export type Aligned = {
  data: uPlot.AlignedData;
  /** How many values a logarithmic scale leaves out, since they are not greater than zero. */
  left: number;
  /** The lines that have a band, by their index. */
  bands: number[];
};

/** Points of the same `x` are one, the last; `undefined` is where a series has no point, `null` a gap in its line. */
export function align(series: Points[], log: boolean): Aligned {
  const xs = [...new Set(series.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const at = new Map(xs.map((x, i) => [x, i]));
  let left = 0;
  const column = (x: number[], values: (number | null)[], counts: boolean): Value[] => {
    const all: Value[] = Array.from({ length: xs.length });
    x.forEach((x, i) => {
      const v = values[i] ?? null;
      const isLeft = log && v !== null && v <= 0;
      if (isLeft && counts) left += 1;
      all[at.get(x)!] = isLeft ? null : v;
    });
    return all;
  };
  const raw = series.map(({ x, y }) => column(x, y, true));
  const smooth = series.flatMap(({ x, smooth }) => (smooth ? [column(x, smooth, false)] : []));
  const bands = series.flatMap(({ deviation }, i) => (deviation ? [i] : []));
  const edges = bands.flatMap((i) => {
    const [high, low] = edgesOf(series[i]!);
    return [column(series[i]!.x, high, false), column(series[i]!.x, low, false)];
  });
  return { data: [xs, ...raw, ...smooth, ...edges] as uPlot.AlignedData, left, bands };
}

/** The upper and the lower edge of the band around a mean; null where there is only one value. */
export function edgesOf({ y, smooth, deviation }: Points): [(number | null)[], (number | null)[]] {
  const edge = (side: 1 | -1) =>
    (smooth ?? y).map((mean, i) => {
      const by = deviation?.[i] ?? null;
      return mean === null || by === null ? null : mean + side * by;
    });
  return [edge(1), edge(-1)];
}

/** The index of the value that is closest to `x` in an ascending list; -1 if it is empty. */
export function closest(xs: number[], x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  if (low === xs.length || (low > 0 && x - xs[low - 1]! <= xs[low]! - x)) return low - 1;
  return low;
}

export type Reading = {
  x: number;
  y: number | null;
  smooth: number | null;
  deviation: number | null;
};

/** A series' point at the cursor; null where it has none, as before its first and after its last one. */
export function readingAt({ x: xs, y, smooth, deviation }: Points, x: number): Reading | null {
  const i = closest(xs, x);
  if (i < 0) return null;
  const [first, last] = [xs[0]!, xs.at(-1)!];
  const slack = (last - first) / Math.max(1, xs.length - 1);
  if (x < first - slack || x > last + slack) return null;
  const [at, by] = [smooth?.[i] ?? null, deviation?.[i] ?? null];
  return { x: xs[i]!, y: y[i] ?? null, smooth: at, deviation: by };
}

/** The part of the axis that is shown, made smaller or larger around a point of it. */
export function zoomed(
  [from, to]: [number, number],
  around: number,
  factor: number,
): [number, number] {
  const at = Math.min(to, Math.max(from, around));
  return [at - (at - from) * factor, at + (to - at) * factor];
}
