// Where the rows of a table are in a scatter plot.

import type { Column } from './columns';
import type { Scale } from './scale';

export type Frame = { left: number; top: number; width: number; height: number };

export type Dot = {
  row: number;
  /** In pixels, from the left and the top edge of the plot. */
  x: number;
  y: number;
};

/** A column with the values of only those rows that have one in another column, too. */
export const where = (column: Column, other: Column): Column => ({
  ...column,
  values: column.values.map((value, row) => (other.values[row] == null ? null : value)),
});

/** The rows that have a value on both axes. */
export function dotsOf(
  [x, scaleX]: [Column, Scale],
  [y, scaleY]: [Column, Scale],
  { left, top, width, height }: Frame,
): Dot[] {
  return x.values.flatMap((value, row) => {
    const across = scaleX.place(value);
    const up = scaleY.place(y.values[row] ?? null);
    if (across === null || up === null) return [];
    return [{ row, x: left + across * width, y: top + (1 - up) * height }];
  });
}

/** The dot that is closest to a place, if it is near. */
export function nearest(dots: Dot[], x: number, y: number, within: number): Dot | null {
  let [found, least]: [Dot | null, number] = [null, within ** 2];
  for (const dot of dots) {
    const distance = (dot.x - x) ** 2 + (dot.y - y) ** 2;
    if (distance <= least) [found, least] = [dot, distance];
  }
  return found;
}

/** The dot that an arrow key leads to: the next one in its direction; the first one if there was none. */
export function next(dots: Dot[], from: number | null, key: string): Dot | null {
  const across = key === 'ArrowLeft' || key === 'ArrowRight' || key === 'Home' || key === 'End';
  if (!across && key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const order = dots.toSorted((a, b) =>
    across ? a.x - b.x || b.y - a.y || a.row - b.row : b.y - a.y || a.x - b.x || a.row - b.row,
  );
  if (key === 'End') return order.at(-1) ?? null;
  const at = order.findIndex(({ row }) => row === from);
  if (key === 'Home' || at < 0) return order[0] ?? null;
  const to = at + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1);
  return order[Math.min(order.length - 1, Math.max(0, to))] ?? null;
}
