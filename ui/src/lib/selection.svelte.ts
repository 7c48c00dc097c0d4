// The selected rows of a long list. They are identified by keys, so they stay selected when other
// rows, or another order, move them.

export class Selection {
  #keys = $state.raw<ReadonlySet<string>>(new Set());
  /** The range that is being selected, and what was selected before it. */
  #range: { from: number; to: number; before: ReadonlySet<string> } | null = null;
  #request = 0;

  /** `between` returns the keys of the rows from the first to the last index. */
  constructor(private readonly between: (first: number, last: number) => Promise<string[]>) {}

  get size(): number {
    return this.#keys.size;
  }

  get keys(): string[] {
    return [...this.#keys];
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Selects or deselects a row. A range can begin at it. */
  toggle(key: string, index: number): void {
    const keys = new Set(this.#keys);
    if (!keys.delete(key)) keys.add(key);
    this.#set(keys);
    this.#range = { from: index, to: index, before: keys };
  }

  /** Selects all rows from the beginning of the range. A new range begins at `from`, unless the
   * current one ends there. */
  async extend(from: number, to: number): Promise<void> {
    if (this.#range?.to !== from) this.#range = { from, to, before: this.#keys };
    this.#range.to = to;
    const { from: begin, before } = this.#range;
    const request = ++this.#request;
    const keys = await this.between(Math.min(begin, to), Math.max(begin, to));
    if (request === this.#request) this.#keys = new Set([...before, ...keys]);
  }

  async all(total: number): Promise<void> {
    const request = ++this.#request;
    const keys = await this.between(0, total - 1);
    if (request === this.#request) this.#set(new Set(keys));
  }

  clear(): void {
    this.#set(new Set());
  }

  /** Deselects everything else. */
  retain(keys: string[]): void {
    if (keys.length === this.#keys.size) return;
    const retained = new Set(keys);
    this.#keys = new Set(this.keys.filter((key) => retained.has(key)));
  }

  /** The rows have moved by this number of rows. */
  shift(by: number): void {
    if (!this.#range) return;
    this.#range.from += by;
    this.#range.to += by;
  }

  /** The rows are in another order, so the range cannot be continued. */
  resort(): void {
    this.#range = null;
  }

  #set(keys: ReadonlySet<string>): void {
    this.#request += 1;
    this.#range = null;
    this.#keys = keys;
  }
}
