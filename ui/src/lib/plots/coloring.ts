// Which color a row has in a plot: one of the lines' colors for a category, a shade between two for a number.

import { colorOf, type Colors } from '$lib/charts/theme.svelte';
import type { Column } from './columns';
import { scaleOf } from './scale';

/** The color of each row, from those of the lines. Rows without a value have the text's. */
export function coloring(
  column: Column | null,
  { lines, text }: Pick<Colors, 'lines' | 'text'>,
): (row: number) => string {
  if (!column) return () => lines[0]!;
  if (column.kind === 'category')
    return (row) => {
      const index = column.values[row] ?? null;
      return index === null ? text : colorOf(lines, index);
    };
  const [shades, scale] = [shadesOf(lines), scaleOf(column, false, 2)];
  return (row) => {
    const place = scale.place(column.values[row] ?? null);
    if (place === null) return text;
    return shades[Math.min(STEPS - 1, Math.max(0, Math.floor(place * STEPS)))]!;
  };
}

const STEPS = 64;

/** From the first color of the lines, a blue, to the second one, an orange: they differ for whoever does not see red or
 * green, too. */
export function shadesOf(lines: string[]): string[] {
  const [from, to] = [numbersIn(lines[0]!), numbersIn(lines[1]!)];
  return Array.from({ length: STEPS }, (_, i) => {
    const mixed = from.map((one, channel) => one + ((to[channel]! - one) * i) / (STEPS - 1));
    return `rgb(${mixed.map(Math.round).join(', ')})`;
  });
}

/** The red, green and blue of a resolved color. */
const numbersIn = (color: string) => [0, 1, 2].map((i) => Number(color.match(/[\d.]+/g)?.[i] ?? 0));
