// The mean of several runs' series, with how far they are from it at each point.

import type { Points } from '$lib/charts/program';
import { spread } from '$lib/plots/groups';

/** One series of several: at every point of one of them, the mean of those that have begun and not ended there, between
 * their points as a line is drawn. A single one stays as it is. */
export function meanOf(all: Points[], key: number): Points[] {
  if (all.length < 2) return all.map((one) => ({ ...one, key }));
  const xs = [...new Set(all.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const isSmooth = all.every(({ smooth }) => smooth !== null);
  const raw = all.map(({ x, y }) => along(xs, x, y));
  const smooth = isSmooth ? all.map(({ x, smooth }) => along(xs, x, smooth!)) : null;
  const at = (columns: (number | null)[][]) =>
    xs.map((_, i) => spread(columns.flatMap((column) => column[i] ?? [])));
  const means = (columns: (number | null)[][]) => at(columns).map((one) => one?.mean ?? null);
  return [
    {
      ...{ key, x: xs, y: means(raw), smooth: smooth && means(smooth) },
      deviation: at(smooth ?? raw).map((one) => one?.deviation ?? null),
    },
  ];
}

/** The values of a line at some points; null before its first, after its last and in its gaps. */
function along(xs: number[], x: number[], y: (number | null)[]): (number | null)[] {
  let next = 0;
  return xs.map((at) => {
    while (next < x.length && x[next]! < at) next += 1;
    if (x[next] === at) return y[next] ?? null;
    const [before, after] = [y[next - 1] ?? null, y[next] ?? null];
    if (next === 0 || next === x.length || before === null || after === null) return null;
    const [from, to] = [x[next - 1]!, x[next]!];
    return before + ((after - before) * (at - from)) / (to - from);
  });
}
