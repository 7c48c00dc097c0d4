// Frames of libraries in the tracebacks of a log: each group of them is folded into one row until it is opened.

import type { LibraryFrames } from '$lib/ipc';

type Folded = LibraryFrames & { row: number };

export class Folds {
  #all = $state.raw<LibraryFrames[]>([]);
  /** The first lines of those that are open. */
  #open = $state.raw<ReadonlySet<number>>(new Set());

  /** Those that are folded, with their rows. */
  readonly #folded = $derived.by(() => {
    let hidden = 0;
    return this.#all
      .filter(({ first }) => !this.#open.has(first))
      .map((frames): Folded => {
        const row = frames.first - hidden;
        hidden += frames.lines - 1;
        return { ...frames, row };
      });
  });

  /** Folds these, in the order of their lines. */
  fold(all: LibraryFrames[]): void {
    [this.#all, this.#open] = [all, new Set()];
  }

  /** How many rows so many lines take. */
  rows(lines: number): number {
    return lines === 0 ? 0 : this.row(lines - 1) + 1;
  }

  /** The row that a line is in. */
  row(line: number): number {
    const fold = last(this.#folded, ({ first }) => first <= line);
    return fold ? fold.row + Math.max(0, line - fold.first - fold.lines + 1) : line;
  }

  /** The line of a row; of folded ones, the first. */
  line(row: number): number {
    const fold = last(this.#folded, (one) => one.row <= row);
    if (!fold) return row;
    return fold.first + (row > fold.row ? row - fold.row + fold.lines - 1 : 0);
  }

  /** What is folded into a row. */
  folded(row: number): LibraryFrames | undefined {
    const fold = last(this.#folded, (one) => one.row <= row);
    return fold?.row === row ? fold : undefined;
  }

  /** What begins with this line and is open. */
  opened(line: number): LibraryFrames | undefined {
    return this.#open.has(line) ? this.#all.find(({ first }) => first === line) : undefined;
  }

  toggle({ first }: LibraryFrames): void {
    const open = new Set(this.#open);
    if (!open.delete(first)) open.add(first);
    this.#open = open;
  }

  /** Opens what a line is folded into. */
  reveal(line: number): void {
    const fold = this.folded(this.row(line));
    if (fold) this.toggle(fold);
  }
}

/** The last of those that a condition is true of, which it is of none after the first of which it is not. */
function last<T>(all: T[], isBefore: (one: T) => boolean): T | undefined {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(all[middle]!)) low = middle + 1;
    else high = middle;
  }
  return all[low - 1];
}
