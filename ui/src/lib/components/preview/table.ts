// How wide a table's columns are, which of them are in view, and in which order its rows are.

import type { CellKind, Column, Row } from '$lib/ipc';

/** As wide as a letter of the table's cells on average, in pixels. */
const LETTER = 7.8;
const PADDING = 24;
const NARROWEST = 64;
const WIDEST = 320;
/** How many rows decide how wide a column is. */
const MEASURED = 100;

export const isNumeric = (kind: CellKind): boolean => kind === 'integer' || kind === 'number';

/** The columns of a table, and those that only some rows have. */
export function columnsOf(columns: Column[], rows: Row[]): Column[] {
  const most = rows.reduce((most, { cells }) => Math.max(most, cells.length), columns.length);
  const unnamed = { name: null, kind: 'text', declared: null } as const;
  return [...columns, ...Array.from({ length: most - columns.length }, () => unnamed)];
}

/** How wide each column is, in pixels. */
export function widthsOf(titles: string[], rows: Row[]): number[] {
  const measured = rows.slice(0, MEASURED);
  return titles.map((title, i) => {
    const letters = measured.reduce(
      (most, { cells }) => Math.max(most, (cells[i] ?? '').length),
      title.length + 2,
    );
    return Math.round(Math.min(WIDEST, Math.max(NARROWEST, letters * LETTER + PADDING)));
  });
}

/** Where each column begins, and where the last one ends. */
export function startsOf(widths: number[]): number[] {
  let end = 0;
  return [0, ...widths.map((width) => (end += width))];
}

/** The columns to draw: those that are in view, and one on each side. */
export function inView(starts: number[], left: number, room: number): number[] {
  const drawn: number[] = [];
  for (let i = 0; i + 1 < starts.length; i += 1)
    if (starts[i + 1]! > left - WIDEST && starts[i]! < left + room + WIDEST) drawn.push(i);
  return drawn;
}

export type Sorting = { column: number; descending: boolean } | null;

/** What a click on a heading makes of the order: ascending, descending, as in the file. */
export function next(sorting: Sorting, column: number): Sorting {
  if (sorting?.column !== column) return { column, descending: false };
  return sorting.descending ? null : { column, descending: true };
}

/** The numbers of the rows in this order. Empty cells are last, whatever the direction. */
export function order(rows: Row[], kind: CellKind, sorting: NonNullable<Sorting>): number[] {
  const cells = rows.map(({ cells }) => cells[sorting.column] ?? '');
  const values = isNumeric(kind) ? cells.map(Number) : [];
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const sign = sorting.descending ? -1 : 1;
  // In a column of numbers, other values are sorted after them, as text.
  const isLast = (i: number) => cells[i] === '' || Number.isNaN(values[i]);
  return rows
    .map((_, i) => i)
    .sort((a, b) => {
      if (isLast(a) !== isLast(b)) return isLast(a) ? 1 : -1;
      const by =
        values.length && !isLast(a) ? values[a]! - values[b]! : compare(cells[a]!, cells[b]!);
      return sign * by || a - b;
    });
}
