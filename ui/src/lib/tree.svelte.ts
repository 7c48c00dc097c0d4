// A tree of files. Only the visible parts of open folders are read.

import type { Entry, Folder } from './ipc';
import { coalesced } from './pace';

/** How many entries are read at a time. */
const BLOCK = 200;
/** How many such blocks are read at a time if all are wanted. */
const MANY = 10;
/** Folders are opened automatically as long as no more rows than this are shown. */
const FEW = 40;

type Node = {
  path: string;
  depth: number;
  total: number;
  blocks: Map<number, Entry[]>;
  /** The open folders in it by index, in order. */
  open: Map<number, Node>;
};

type Position = { node: Node; index: number; above: number | null };

export type TreeRow = { entry: Entry; path: string; depth: number; open: boolean };

/** Whether a file is an image, by its name. */
export const isImage = ({ kind, name }: Entry) =>
  kind === 'file' && /\.(png|jpe?g|gif|webp|svg|bmp)$/i.test(name);

/** The file or folder that a person looks at. */
export type ChosenFile = { path: string; entry: Entry; gone: boolean };

export class FileTree {
  /** The number of rows, including those in open folders. */
  rows = $state(0);
  loaded = $state(false);
  /** Whether what is followed is gone. */
  gone = $state(false);

  // Nodes are plain objects that are mutated; components that show them depend on this number.
  #version = $state(0);
  #root = node('', 0);
  #reading = new Set<string>();
  /** Folders that were opened or closed before, which are not opened automatically. */
  #known = new Set<string>();
  #seen = { first: 0, count: 50 };
  #followed: string | null = null;

  /** `find` returns where in its folder something is, null if it is gone. */
  constructor(
    private readonly read: (path: string, offset: number, limit: number) => Promise<Folder>,
    private readonly find: (path: string) => Promise<number | null>,
    private readonly few = FEW,
  ) {}

  /** A row; undefined until it has been read. */
  at(row: number): TreeRow | undefined {
    void this.#version;
    const position = this.#locate(this.#root, row);
    const entry = entryAt(position.node, position.index);
    if (!entry) return undefined;
    const open = position.node.open.has(position.index);
    return { entry, path: join(position.node.path, entry.name), depth: position.node.depth, open };
  }

  /** The row of a path; null unless it is in an open folder and has been read. */
  rowOf(path: string): number | null {
    void this.#version;
    let [folder, row]: [Node | undefined, number] = [this.#root, -1];
    for (const name of path.split('/')) {
      const index: number | null = folder ? indexIn(folder, name) : null;
      if (!folder || index === null) return null;
      row += 1 + index;
      for (const [before, child] of folder.open) if (before < index) row += size(child);
      folder = folder.open.get(index);
    }
    return row;
  }

  /** The row of the folder that a row is in; null at the top level. */
  parent(row: number): number | null {
    return this.#locate(this.#root, row).above;
  }

  /** Sets which rows are visible, and reads those that are missing. */
  look(first: number, count: number): void {
    this.#seen = { first, count };
    for (let row = first; row < Math.min(first + count, this.rows); row += 1) {
      const { node, index } = this.#locate(this.#root, row);
      if (!entryAt(node, index)) void this.#load(node, Math.floor(index / BLOCK));
    }
  }

  /** The paths of all rows from the first to the last one, which are read for it. */
  async paths(first: number, last: number): Promise<string[]> {
    const paths: string[] = [];
    for (let row = first; row <= last; row += 1) {
      const { node, index } = this.#locate(this.#root, row);
      if (!entryAt(node, index)) await this.#fill(node, Math.floor(index / BLOCK), MANY);
      const entry = entryAt(node, index);
      if (entry) paths.push(join(node.path, entry.name));
    }
    return paths;
  }

  async toggle(row: number): Promise<void> {
    const { node: folder, index } = this.#locate(this.#root, row);
    const entry = entryAt(folder, index);
    if (entry?.kind !== 'folder') return;
    const path = join(folder.path, entry.name);
    this.#known.add(path);
    if (!folder.open.delete(index)) {
      const child = await this.#readNode(path, folder.depth + 1);
      // It may have moved in the meantime.
      if (entryAt(folder, index)?.name === entry.name) this.#unfold(folder, index, child);
    }
    this.#changed();
  }

  /** From now on, this is read again with everything, wherever it is. */
  follow(path: string): void {
    this.#followed = path;
    this.gone = false;
  }

  /** Opens the folders that the followed path is in. */
  async reveal(): Promise<void> {
    await this.#follow(this.#root, true);
    this.#changed();
  }

  /** Reads everything that is shown again, and opens new folders if few rows are shown. One reading at a time:
   * a second one would not see the folders that the first one is about to open, and close them. */
  readonly again = coalesced(() => this.#again());

  async #again(): Promise<void> {
    const root = await this.#refreshed(this.#root);
    // Shown only when these are open, so that no row moves from under the pointer.
    await this.#unfoldFew(root);
    await this.#follow(root, false);
    this.#root = root;
    this.loaded = true;
    this.#changed();
  }

  /** Reads the row of the followed path. In a closed folder it has none, unless that is to be opened. */
  async #follow(root: Node, opens: boolean): Promise<void> {
    const path = this.#followed;
    let folder: Node | undefined = root;
    let gone = false;
    for (const name of path?.split('/') ?? []) {
      const index = folder ? await this.#seek(folder, name) : await this.find(path!);
      gone = index === null;
      if (!folder || index === null) break;
      const inner = join(folder.path, name);
      if (opens && inner !== path && !folder.open.has(index)) {
        this.#known.add(inner);
        this.#unfold(folder, index, await this.#readNode(inner, folder.depth + 1));
      }
      folder = folder.open.get(index);
    }
    if (path === this.#followed) this.gone = gone;
  }

  /** The index of an entry, which is read if it was not; null if it is gone. */
  async #seek(folder: Node, name: string): Promise<number | null> {
    const read = indexIn(folder, name);
    if (read !== null) return read;
    const index = await this.find(join(folder.path, name));
    if (index !== null) await this.#fill(folder, Math.floor(index / BLOCK));
    return index;
  }

  /** Reads a folder again, with the same folders open in it. */
  async #refreshed(old: Node): Promise<Node> {
    const fresh = node(old.path, old.depth);
    const wanted = new Set<number>([0]);
    for (const index of old.open.keys()) wanted.add(Math.floor(index / BLOCK));
    for (let row = this.#seen.first; row < this.#seen.first + this.#seen.count; row += 1) {
      const position = this.#locate(this.#root, row);
      if (position.node === old) wanted.add(Math.floor(position.index / BLOCK));
    }
    for (const block of wanted) await this.#fill(fresh, block);
    for (const [before, child] of old.open) {
      const index = await this.#seek(fresh, entryAt(old, before)?.name ?? '');
      if (index !== null && entryAt(fresh, index)?.kind === 'folder')
        this.#unfold(fresh, index, await this.#refreshed(child));
    }
    return fresh;
  }

  async #unfoldFew(root: Node): Promise<void> {
    const waiting = [root];
    for (let folder = waiting.shift(); folder; folder = waiting.shift()) {
      for (const [index, entry] of entries(folder)) {
        const path = join(folder.path, entry.name);
        if (entry.kind !== 'folder' || size(root) >= this.few) continue;
        let child = folder.open.get(index);
        if (!child && !this.#known.has(path)) {
          child = await this.#readNode(path, folder.depth + 1);
          if (size(root) + child.total > this.few) continue;
          this.#known.add(path);
          this.#unfold(folder, index, child);
        }
        if (child) waiting.push(child);
      }
    }
  }

  #unfold(folder: Node, index: number, child: Node): void {
    folder.open.set(index, child);
    folder.open = new Map([...folder.open].sort(([a], [b]) => a - b));
  }

  async #readNode(path: string, depth: number): Promise<Node> {
    const made = node(path, depth);
    await this.#fill(made, 0);
    return made;
  }

  async #load(folder: Node, block: number): Promise<void> {
    const reading = `${block} ${folder.path}`;
    if (this.#reading.has(reading)) return;
    this.#reading.add(reading);
    // Entries that cannot be read remain blank rows, and are read again when they become visible.
    await this.#fill(folder, block).catch(() => {});
    this.#reading.delete(reading);
    this.#changed();
  }

  async #fill(folder: Node, block: number, blocks = 1): Promise<void> {
    const read = await this.read(folder.path, block * BLOCK, blocks * BLOCK);
    folder.total = read.total;
    for (let i = 0; i < blocks; i += 1)
      folder.blocks.set(block + i, read.entries.slice(i * BLOCK, (i + 1) * BLOCK));
  }

  #changed(): void {
    this.rows = size(this.#root);
    this.#version += 1;
  }

  /**
   * The folder that a row is in, and its index there. `row` is counted from the folder's first row;
   * `above` is the folder's own row.
   */
  #locate(folder: Node, row: number, above: number | null = null): Position {
    let unfolded = 0;
    for (const [index, child] of folder.open) {
      const at = index + unfolded;
      if (row <= at) break;
      const rows = size(child);
      const childRow = (above ?? -1) + 1 + at;
      if (row <= at + rows) return this.#locate(child, row - at - 1, childRow);
      unfolded += rows;
    }
    return { node: folder, index: row - unfolded, above };
  }
}

function node(path: string, depth: number): Node {
  return { path, depth, total: 0, blocks: new Map(), open: new Map() };
}

function size(folder: Node): number {
  let rows = folder.total;
  for (const child of folder.open.values()) rows += size(child);
  return rows;
}

function entryAt(folder: Node, index: number): Entry | undefined {
  return folder.blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
}

function indexIn(folder: Node, name: string): number | null {
  for (const [index, entry] of entries(folder)) if (entry.name === name) return index;
  return null;
}

function* entries(folder: Node): Generator<[number, Entry]> {
  for (const [block, entries] of folder.blocks) {
    for (const [i, entry] of entries.entries()) yield [block * BLOCK + i, entry];
  }
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
