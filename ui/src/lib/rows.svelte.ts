// The rows of a long list. Only those near the visible ones are read.

import { refusal, type Refusal } from './ipc';
import { coalesced } from './pace';
import { onProjectChange } from './project.svelte';

type Page<T> = { total: number; rows: T[] };

/** How many rows are loaded before and after the visible ones. */
const SPARE = 100;

export class Rows<T> {
  total = $state(0);
  /** Whether anything has been read. */
  loaded = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  /** Called when the visible rows have moved because rows before them were inserted or removed. */
  onmoved: (by: number) => void = () => {};
  /** Called when the list is replaced by another one, which is shown from the top. */
  onrestarted: () => void = () => {};

  /** To be called for a list that ends with its page, so that nothing refers to it any more. */
  readonly end: () => void;

  #held = $state.raw<{ offset: number; rows: T[] }>({ offset: 0, rows: [] });
  #first = 0;
  #count = 50;
  #other = false;
  /** Counts changes of the project: rows of an earlier one that arrive late are ignored. */
  #left = 0;

  constructor(
    private readonly read: (offset: number, limit: number) => Promise<Page<T>>,
    private readonly key: (row: T) => string,
  ) {
    this.end = onProjectChange(() => this.#forget());
  }

  at(index: number): T | undefined {
    return this.#held.rows[index - this.#held.offset];
  }

  /** The index of a row, if it is loaded. */
  find(key: string): number | null {
    const found = this.#held.rows.findIndex((row) => this.key(row) === key);
    return found < 0 ? null : found + this.#held.offset;
  }

  /** Whether one of the loaded rows is so. */
  some(isSo: (row: T) => boolean): boolean {
    return this.#held.rows.some(isSo);
  }

  /** Sets which rows are visible. */
  look(first: number, count: number): void {
    [this.#first, this.#count] = [first, count];
    if (!this.#holds(first, count)) void this.again();
  }

  /** Reads the visible rows again. */
  readonly again = coalesced(() => this.#readAround(this.#first, this.#count));

  /** Reads another list, from its beginning. */
  restart(): Promise<void> {
    this.#first = 0;
    this.#other = true;
    this.onrestarted();
    return this.again();
  }

  /** Forgets rows that belong to another project. */
  #forget(): void {
    this.#left += 1;
    this.loaded = false;
    this.total = 0;
    this.#held = { offset: 0, rows: [] };
    this.#first = 0;
    this.#other = true;
  }

  #holds(first: number, count: number): boolean {
    const { offset, rows } = this.#held;
    const last = Math.min(first + count, this.total);
    return this.loaded && offset <= first && offset + rows.length >= last;
  }

  /** The same rows, but those in view that say what they said before are the same objects, so that they are not drawn
   * again. */
  #kept(offset: number, rows: T[]): T[] {
    const begin = this.#first - offset;
    return rows.map((row, i) => {
      if (i < begin || i >= begin + this.#count) return row;
      const before = this.at(offset + i);
      return before && JSON.stringify(before) === JSON.stringify(row) ? before : row;
    });
  }

  async #readAround(first: number, count: number): Promise<void> {
    const offset = Math.max(0, first - SPARE);
    const before = this.#other ? undefined : this.at(first);
    this.#other = false;
    const left = this.#left;
    try {
      const page = await this.read(offset, first - offset + count + SPARE);
      if (left !== this.#left) return;
      this.refusal = null;
      this.total = page.total;
      this.#held = { offset, rows: this.#kept(offset, page.rows) };
    } catch (thrown) {
      this.refusal = refusal(thrown);
    }
    this.loaded = true;
    const now = before && this.find(this.key(before));
    // Only if the user has not scrolled in the meantime.
    if (now != null && now !== first && this.#first === first) {
      this.#first = now;
      this.onmoved(now - first);
    }
  }
}
