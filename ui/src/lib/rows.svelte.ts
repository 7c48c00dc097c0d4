// The rows of a long list, read where they are looked at.

import { refusal, type Refusal } from './ipc';
import { coalesced } from './pace';
import { whenLeft } from './project.svelte';

type Page<T> = { total: number; rows: T[] };

/** Rows held on either side of those that are seen. */
const SPARE = 100;

export class Rows<T> {
  total = $state(0);
  /** Whether anything was read yet. */
  loaded = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  /** Called when the rows that are seen have moved, because some came or went before them. */
  onmoved: (by: number) => void = () => {};
  /** Called when other rows are asked for: one begins at the top. */
  onrestarted: () => void = () => {};

  /** For a list that goes with its page: nothing holds it any more. */
  readonly end: () => void;

  #held = $state.raw<{ offset: number; rows: T[] }>({ offset: 0, rows: [] });
  #first = 0;
  #count = 50;
  #other = false;
  /** Counts the projects that were left: what is read late of one is no more of interest. */
  #left = 0;

  constructor(
    private readonly read: (offset: number, limit: number) => Promise<Page<T>>,
    private readonly key: (row: T) => string,
  ) {
    this.end = whenLeft(() => this.#forget());
  }

  at(index: number): T | undefined {
    return this.#held.rows[index - this.#held.offset];
  }

  /** Where a row is, if it is held. */
  find(key: string): number | null {
    const found = this.#held.rows.findIndex((row) => this.key(row) === key);
    return found < 0 ? null : found + this.#held.offset;
  }

  /** Tells which rows are seen now. */
  look(first: number, count: number): void {
    [this.#first, this.#count] = [first, count];
    if (!this.#holds(first, count)) void this.again();
  }

  /** Reads what is seen again. */
  readonly again = coalesced(() => this.#readAround(this.#first, this.#count));

  /** The list is another one: it is read from its beginning, and no row keeps its place. */
  restart(): Promise<void> {
    this.#first = 0;
    this.#other = true;
    this.onrestarted();
    return this.again();
  }

  /** What is held is another project's. */
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
      this.#held = { offset, rows: page.rows };
    } catch (thrown) {
      this.refusal = refusal(thrown);
    }
    this.loaded = true;
    const now = before && this.find(this.key(before));
    // Only if the person has not gone on meanwhile: then their place is another one.
    if (now != null && now !== first && this.#first === first) {
      this.#first = now;
      this.onmoved(now - first);
    }
  }
}
