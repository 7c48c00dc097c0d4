// How values are distributed over the steps: what a heat map shows of histograms, and what they say at the cursor.

import type uPlot from 'uplot';
import type { LoggedHistogram, LoggedHistograms } from '$lib/ipc';
import { closest } from './aligned';
import type { Colors } from './theme.svelte';

/** A histogram with the part of the x axis that is its own: half the way to its neighbors. */
export type Column = { histogram: LoggedHistogram; from: number; to: number };

/** The least opacity of what has any values. */
const FAINT = 0.14;

export function columnsOf({ steps }: LoggedHistograms): Column[] {
  const between = (i: number) => (steps[i]!.step + steps[i + 1]!.step) / 2;
  const last = steps.length - 1;
  // The first and the last one are as wide on their other side.
  const half = (i: number) =>
    last === 0 ? 0.5 : Math.abs(steps[i]!.step - between(Math.max(0, i - 1)));
  return steps.map((histogram, i) => ({
    histogram,
    from: i === 0 ? histogram.step - half(0) : between(i - 1),
    to: i === last ? histogram.step + half(last) : between(i),
  }));
}

/** The axes that a heat map needs: the steps with the edges of the outermost columns, the least and the greatest value. */
export function rangesOf(columns: Column[]): uPlot.AlignedData {
  const edges = columns.map(({ histogram }) => histogram.edges);
  return [
    [columns[0]!.from, ...columns.map(({ histogram }) => histogram.step), columns.at(-1)!.to],
    [null, ...edges.map((all) => all[0]!), null],
    [null, ...edges.map((all) => all.at(-1)!), null],
  ];
}

/** The column whose step is closest; null if the place is beyond all of them. */
export function columnAt(columns: Column[], x: number): Column | null {
  if (x < columns[0]!.from || x > columns.at(-1)!.to) return null;
  return (
    columns[
      closest(
        columns.map(({ histogram }) => histogram.step),
        x,
      )
    ] ?? null
  );
}

/** The bin that a value is in; -1 if it is in none. */
export function binAt({ edges, counts }: LoggedHistogram, value: number): number {
  if (value < edges[0]! || value > edges.at(-1)!) return -1;
  const after = edges.findIndex((edge, i) => i > 0 && edge >= value);
  return Math.min(counts.length, after) - 1;
}

export const countOf = ({ counts }: LoggedHistogram): number =>
  counts.reduce((sum, count) => sum + count, 0);

/** The value that half of the others are below, as if those of a bin were spread evenly over it. */
export function medianOf(histogram: LoggedHistogram): number {
  const { edges, counts } = histogram;
  let left = countOf(histogram) / 2;
  for (const [i, count] of counts.entries()) {
    if (count > 0 && left <= count) return edges[i]! + (edges[i + 1]! - edges[i]!) * (left / count);
    left -= count;
  }
  return edges.at(-1)!;
}

/** How many values are in each of so many rows; `rowOf` says where a value is, from the top. */
export function rowsOf(
  { edges, counts }: LoggedHistogram,
  rowOf: (value: number) => number,
  rows: number,
): Float64Array {
  const found = new Float64Array(rows);
  counts.forEach((count, i) => {
    const [top, bottom] = [rowOf(edges[i + 1]!), rowOf(edges[i]!)];
    if (count === 0 || bottom < 0 || top >= rows) return;
    const height = bottom - top;
    if (height < 1e-6) {
      found[Math.floor(Math.max(0, top))]! += count;
      return;
    }
    const end = Math.min(rows, bottom);
    for (let row = Math.floor(Math.max(0, top)); row < end; row += 1)
      found[row]! += (count * (Math.min(bottom, row + 1) - Math.max(top, row))) / height;
  });
  return found;
}

/** A bin of a column, which is outlined. */
export type Cell = { column: Column; bin: number };

/** Draws the columns: in each, the more values there are of a kind, the stronger the color; and a line of their medians. */
export function paint(plot: uPlot, columns: Column[], cell: Cell | null, { lines, title }: Colors) {
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const x = (value: number) => Math.round(plot.valToPos(value, 'x', true));
  const y = (value: number) => plot.valToPos(value, 'y', true);
  const rows = Math.ceil(bbox.height / pixel);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = lines[0]!;
  for (const { histogram, from, to } of columns) {
    const [left, right] = [x(from), x(to)];
    if (right < bbox.left || left > bbox.left + bbox.width) continue;
    const found = rowsOf(histogram, (value) => (y(value) - bbox.top) / pixel, rows);
    const most = found.reduce((most, one) => Math.max(most, one), 0);
    let next: number;
    for (let row = 0; row < rows; row = next) {
      next = row + 1;
      while (next < rows && found[next] === found[row]) next += 1;
      if (found[row] === 0) continue;
      ctx.globalAlpha = FAINT + (1 - FAINT) * Math.sqrt(found[row]! / most);
      const top = Math.round(bbox.top + row * pixel);
      const bottom = Math.round(bbox.top + next * pixel);
      ctx.fillRect(left, top, Math.max(1, right - left), bottom - top);
    }
  }
  ctx.globalAlpha = 1;
  ctx.strokeStyle = title;
  ctx.lineWidth = 1.5 * pixel;
  ctx.lineJoin = 'round';
  ctx.beginPath();
  for (const { histogram } of columns)
    ctx.lineTo(plot.valToPos(histogram.step, 'x', true), y(medianOf(histogram)));
  ctx.stroke();
  if (cell) {
    const { edges } = cell.column.histogram;
    const [left, right] = [x(cell.column.from), x(cell.column.to)];
    const [top, bottom] = [y(edges[cell.bin + 1]!), y(edges[cell.bin]!)];
    ctx.strokeRect(left, top - pixel, right - left, bottom - top + 2 * pixel);
  }
  ctx.restore();
}
