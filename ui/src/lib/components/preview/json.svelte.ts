// A JSON value as rows that unfold. What is in an array or an object is read when it is unfolded.

import { refusal, type JsonKind, type Value } from '$lib/ipc';

/** Values, and how to read those after them; null if there are none. */
export type Part = { values: Value[]; more: (() => Promise<Part>) | null; broken: number | null };

export type JsonRow = {
  depth: number;
  value: Value;
  /** Its key, or its number in an array, from 0. */
  label: string;
  /** Whether the label is a number. */
  numbered: boolean;
  open: boolean;
};
type Node = JsonRow & { parent: Node | null; inner: Part | null };
/** A row in place of values that are still to be read. */
type Rest = { depth: number; of: Node | null; rest: true };

/** How many rows are unfolded again when the file has changed. */
const UNFOLDED = 100;

export const unfolds = (kind: JsonKind): boolean => kind === 'array' || kind === 'object';

export class JsonValues {
  /** All rows; a value with `rest` stands for those that are not read yet. */
  rows = $state.raw<(JsonRow | Rest)[]>([]);
  refused = $state('');
  /** Where the text stops being JSON, in bytes of the file. */
  broken = $state<number | null>(null);

  #top: Part = { values: [], more: null, broken: null };
  /** The nodes that were shown, by their values. */
  #nodes = new Map<Value, Node>();
  #version = 0;
  #reading = new Set<Node | null>();

  constructor(
    /** Reads what is in a value. */
    private readonly read: (value: Value) => Promise<Part>,
  ) {}

  /** Begins with these values. What was unfolded of those before is unfolded again. */
  async begin(top: Part): Promise<void> {
    const version = ++this.#version;
    const paths = [...this.#nodes.values()].filter(({ open }) => open).map(path);
    const nodes = new Map<Value, Node>();
    // Meanwhile, what was shown stays.
    if (paths.length) await this.#unfold(top, null, nodes, new Set(paths.slice(0, UNFOLDED)));
    if (version !== this.#version) return;
    [this.#top, this.#nodes] = [top, nodes];
    this.#lay();
  }

  /** Unfolds a row, or folds it. */
  async toggle(index: number): Promise<void> {
    const row = this.rows[index];
    if (!row || 'rest' in row) return;
    const node = this.#nodes.get(row.value);
    if (!node || !unfolds(node.value.kind)) return;
    if (node.open) {
      node.open = false;
      return this.#lay();
    }
    await this.#attempt(node, async () => {
      node.inner ??= await this.read(node.value);
      node.open = true;
    });
  }

  /** Reads the values that a row stands for. */
  async more(index: number): Promise<void> {
    const row = this.rows[index];
    if (!row || !('rest' in row)) return;
    const part = row.of ? row.of.inner : this.#top;
    const next = part?.more;
    if (!next) return;
    await this.#attempt(row.of, async () => {
      const { values, more, broken } = await next();
      Object.assign(part, { values: [...part.values, ...values], more, broken });
    });
  }

  /** The row of what a row is in; null at the top. */
  parent(index: number): number | null {
    const row = this.rows[index];
    const parent = !row ? null : 'rest' in row ? row.of : this.#nodes.get(row.value)?.parent;
    return parent ? this.rows.indexOf(parent) : null;
  }

  /** Does something once at a time for each node, and lays out what came of it. What fails is said. */
  async #attempt(node: Node | null, work: () => Promise<void>): Promise<void> {
    if (this.#reading.has(node)) return;
    this.#reading.add(node);
    const version = this.#version;
    try {
      await work();
      if (version !== this.#version) return;
      this.refused = '';
      this.#lay();
    } catch (thrown) {
      if (version === this.#version) this.refused = refusal(thrown).text;
    } finally {
      this.#reading.delete(node);
    }
  }

  async #unfold(part: Part, parent: Node | null, nodes: Map<Value, Node>, open: Set<string>) {
    for (const [i, value] of part.values.entries()) {
      const node = made(value, i, parent);
      if (!open.has(path(node)) || !unfolds(value.kind)) continue;
      node.inner = await this.read(value).catch(() => null);
      if (!node.inner) continue;
      node.open = true;
      nodes.set(value, node);
      await this.#unfold(node.inner, node, nodes, open);
    }
  }

  /** Lays out all rows again. */
  #lay(): void {
    const rows: (JsonRow | Rest)[] = [];
    let broken: number | null = null;
    // A list of what is to do, since a file can nest deeper than functions.
    const todo: (Node | Rest)[] = [];
    const put = (part: Part, parent: Node | null) => {
      broken ??= part.broken;
      const depth = parent ? parent.depth + 1 : 0;
      if (part.more) todo.push({ depth, of: parent, rest: true });
      for (let i = part.values.length - 1; i >= 0; i -= 1)
        todo.push(this.#node(part.values[i]!, i, parent));
    };
    put(this.#top, null);
    for (let row = todo.pop(); row; row = todo.pop()) {
      rows.push(row);
      if (!('rest' in row) && row.open && row.inner) put(row.inner, row);
    }
    [this.rows, this.broken] = [rows, broken];
  }

  #node(value: Value, index: number, parent: Node | null): Node {
    const node = this.#nodes.get(value) ?? made(value, index, parent);
    this.#nodes.set(value, node);
    return node;
  }
}

function made(value: Value, index: number, parent: Node | null): Node {
  return {
    depth: parent ? parent.depth + 1 : 0,
    value,
    label: value.key ?? String(index),
    numbered: value.key === null,
    open: false,
    parent,
    inner: null,
  };
}

/** By which a value is found again in a file that has changed. */
function path(node: Node): string {
  const keys: string[] = [];
  for (let at: Node | null = node; at; at = at.parent) keys.unshift(at.label);
  return JSON.stringify(keys);
}
