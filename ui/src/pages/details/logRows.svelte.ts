// The rows of a log: one for each line, but groups of frames of libraries are folded into one, and a long line can be
// wrapped into several.

import type { LibraryFrames, LogLine } from '$lib/ipc';
import { textOf } from './log.svelte';
import { starts } from './wrap';

/** Lines that do not take one row each. */
type Part = { first: number; lines: number; rows: number; folded?: LibraryFrames };

export class LogRows {
  #frames = $state.raw<LibraryFrames[]>([]);
  /** The first lines of the frames that are open. */
  #open = $state.raw<ReadonlySet<number>>(new Set());
  /** The lines that are loaded and wrapped. */
  #wrapped = $state.raw<Part[]>([]);

  /** With the row that each begins in, in the order of their lines. */
  readonly #parts = $derived.by(() => {
    const folded = this.#frames
      .filter(({ first }) => !this.#open.has(first))
      .map((frames): Part => ({ ...frames, rows: 1, folded: frames }));
    let [row, line] = [0, 0];
    return [...folded, ...this.#wrapped]
      .sort((one, other) => one.first - other.first)
      .flatMap((part) => {
        // What is folded is not wrapped.
        if (part.first < line) return [];
        const placed = { ...part, row: row + part.first - line };
        [row, line] = [placed.row + part.rows, part.first + part.lines];
        return [placed];
      });
  });

  /** Folds these, in the order of their lines. */
  fold(all: LibraryFrames[]): void {
    [this.#frames, this.#open] = [all, new Set()];
  }

  /** Wraps those of these lines that are longer than so many columns, and no others. */
  wrap(first: number, lines: LogLine[], columns: number): void {
    const parts = lines.map((line, i): Part => {
      const rows = starts(textOf(line), columns).length;
      return { first: first + i, lines: 1, rows };
    });
    const wrapped = parts.filter(({ rows }) => rows > 1);
    if (wrapped.length > 0 || this.#wrapped.length > 0) this.#wrapped = wrapped;
  }

  /** The first row of a line; of the line after the last one, the number of rows. */
  row(line: number): number {
    const part = last(this.#parts, ({ first }) => first <= line);
    if (!part) return line;
    const after = line - part.first - part.lines;
    return part.row + (after < 0 ? 0 : part.rows + after);
  }

  /** The line of a row; of folded ones, the first. */
  line(row: number): number {
    const part = this.#at(row);
    if (!part) return row;
    const after = row - part.row - part.rows;
    return part.first + (after < 0 ? 0 : part.lines + after);
  }

  /** Which row of its line it is, from 0. */
  nth(row: number): number {
    const part = this.#at(row);
    return part && row < part.row + part.rows ? row - part.row : 0;
  }

  /** What is folded into a row. */
  folded(row: number): LibraryFrames | undefined {
    const part = this.#at(row);
    return part?.row === row ? part.folded : undefined;
  }

  /** What begins with this line and is open. */
  opened(line: number): LibraryFrames | undefined {
    return this.#open.has(line) ? this.#frames.find(({ first }) => first === line) : undefined;
  }

  toggle({ first }: LibraryFrames): void {
    const open = new Set(this.#open);
    if (!open.delete(first)) open.add(first);
    this.#open = open;
  }

  /** Opens what a line is folded into. */
  reveal(line: number): void {
    const folded = this.folded(this.row(line));
    if (folded) this.toggle(folded);
  }

  /** The last part that begins before a row or with it. */
  #at(row: number) {
    return last(this.#parts, (part) => part.row <= row);
  }
}

/** The last item that a condition holds for. It must hold for none after the first that it fails for. */
function last<T>(all: T[], isBefore: (one: T) => boolean): T | undefined {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(all[middle]!)) low = middle + 1;
    else high = middle;
  }
  return all[low - 1];
}
