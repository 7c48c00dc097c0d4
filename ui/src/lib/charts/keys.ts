// What the keys do in a chart that has the focus.

import { closest, readingAt, zoomed } from './aligned';
import { place, value } from './figures';
import type { Chart } from './grouping';
import { labelOf } from './names';
import type { Range } from './plot';
import type { Axis, Points } from './program';

type Seen = {
  /** The points of the x axis, in ascending order. */
  xs: number[];
  cursor: number | null;
  range: Range | null;
};

const PAGE = 10;

/** Where the cursor is after a key, or what is shown then; null if the key does nothing. */
export function keyOf(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  { xs: all, cursor, range }: Seen,
): { cursor: number } | { range: Range | null } | null {
  const xs = range ? all.filter((x) => x >= range[0] && x <= range[1]) : all;
  if (key === '0') return { range: null };
  if (all.length === 0) return null;
  const whole: Range = [all[0]!, all.at(-1)!];
  const [from, to] = range ?? whole;
  if (key === '+' || key === '=')
    return { range: zoomed([from, to], cursor ?? (from + to) / 2, 0.5) };
  if (key === '-') {
    if (!range) return null;
    const [low, high] = zoomed(range, cursor ?? (from + to) / 2, 2);
    return { range: low <= whole[0] && high >= whole[1] ? null : [low, high] };
  }
  if (xs.length === 0) return null;
  const last = xs.length - 1;
  if (key === 'Home') return { cursor: xs[0]! };
  if (key === 'End') return { cursor: xs[last]! };
  const far = shiftKey ? PAGE : 1;
  const step = { ArrowRight: far, ArrowLeft: -far, PageDown: PAGE, PageUp: -PAGE }[key];
  if (step === undefined) return null;
  // The first arrow begins at the last point, which is what is being waited for.
  const at = cursor === null ? last : closest(xs, cursor) + step;
  return { cursor: xs[Math.min(last, Math.max(0, at))]! };
}

/** What a screen reader says of the cursor: "Step 120: train 0.52, val 0.6". */
export function spoken(chart: Chart, points: Points[], axis: Axis, x: number): string {
  const values = chart.lines.flatMap((line, i) => {
    const at = points[i] ? readingAt(points[i], x) : null;
    if (!at) return [];
    const by = at.deviation === null ? '' : ` ± ${value(at.deviation, chart.unit)}`;
    const said = at.y === null ? 'NaN' : value(at.y, chart.unit) + by;
    return [`${labelOf(chart, line)} ${said}`.trim()];
  });
  return `${place(axis, x)}: ${values.join(', ')}`;
}
