// Rows of a long list that are chosen. They are known by their keys: so they stay chosen wherever
// other rows, or another order, move them.

export class Selection {
  #keys = $state.raw<ReadonlySet<string>>(new Set());
  /** A range that is being drawn: from where to where, and what was chosen before it. */
  #range: { from: number; to: number; before: ReadonlySet<string> } | null = null;
  #asked = 0;

  /** `between` answers the keys of the rows from the first to the last index. */
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

  /** Chooses a row, or no longer. A range begins at it. */
  toggle(key: string, index: number): void {
    const keys = new Set(this.#keys);
    if (!keys.delete(key)) keys.add(key);
    this.#set(keys);
    this.#range = { from: index, to: index, before: keys };
  }

  /** Chooses all rows from where the range begins, which is `from` unless one ends there. */
  async extend(from: number, to: number): Promise<void> {
    if (this.#range?.to !== from) this.#range = { from, to, before: this.#keys };
    this.#range.to = to;
    const { from: begin, before } = this.#range;
    const asked = ++this.#asked;
    const keys = await this.between(Math.min(begin, to), Math.max(begin, to));
    if (asked === this.#asked) this.#keys = new Set([...before, ...keys]);
  }

  async all(total: number): Promise<void> {
    const asked = ++this.#asked;
    const keys = await this.between(0, total - 1);
    if (asked === this.#asked) this.#set(new Set(keys));
  }

  clear(): void {
    this.#set(new Set());
  }

  /** Only these are still there. */
  retain(there: string[]): void {
    if (there.length === this.#keys.size) return;
    const still = new Set(there);
    this.#keys = new Set(this.keys.filter((key) => still.has(key)));
  }

  /** The rows have moved by so many. */
  shift(by: number): void {
    if (!this.#range) return;
    this.#range.from += by;
    this.#range.to += by;
  }

  /** The rows are in another order: no range goes on. */
  resort(): void {
    this.#range = null;
  }

  #set(keys: ReadonlySet<string>): void {
    this.#asked += 1;
    this.#range = null;
    this.#keys = keys;
  }
}
