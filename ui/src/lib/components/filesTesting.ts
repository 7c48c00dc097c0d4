// For tests: a tree of files in memory, in place of the program's. The test mocks `call`.

import { vi } from 'vitest';
import { call, type Entry, type FileOrder, type Folder, type FoundFiles } from '$lib/ipc';
import { isImage } from '$lib/tree.svelte';

/** The files by path, with their sizes; a folder is there as long as something is in it. */
export const files = new Map<string, number>();

type Asked = { path: string; order: FileOrder; offset: number; limit: number; text: string };

/** Answers what is asked about the files; anything else is asked of `other`. */
export function program<A>(other: (name: string, args: A) => unknown = () => undefined) {
  const answer = async (name: string, args: Asked) => {
    if (name === 'folder') return folder(args);
    if (name === 'images') return folder(args, isImage);
    if (name === 'file_index') return index(args);
    if (name === 'find_files') return find(args);
    return other(name, args as A);
  };
  vi.mocked(call).mockReset();
  vi.mocked(call).mockImplementation(answer as unknown as typeof call);
}

/** The arguments of all calls of a command. */
export const asked = <A>(name: string): A[] =>
  (vi.mocked(call).mock.calls as unknown as [string, A][])
    .filter(([called]) => called === name)
    .map(([, args]) => args);

function listed(path: string, { by, descending }: FileOrder): Entry[] {
  const inside = path === '' ? '' : `${path}/`;
  const all = new Map<string, Entry>();
  for (const [file, bytes] of files) {
    if (!file.startsWith(inside)) continue;
    const [name = '', ...below] = file.slice(inside.length).split('/');
    const entry = { name, kind: 'file', bytes, changed: bytes } as const;
    all.set(name, below.length > 0 ? { ...entry, kind: 'folder', bytes: null } : entry);
  }
  const key = ({ name, bytes }: Entry) => (by === 'size' ? bytes! : name);
  const sorted = [...all.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return descending ? sorted.reverse() : sorted;
}

function folder({ path, order, offset, limit }: Asked, isListed = (_: Entry) => true): Folder {
  const entries = listed(path, order).filter(isListed);
  return { total: entries.length, entries: entries.slice(offset, offset + limit) };
}

function index({ path, order }: Asked): number | null {
  const at = path.lastIndexOf('/');
  const entries = listed(path.slice(0, Math.max(0, at)), order);
  const found = entries.findIndex(({ name }) => name === path.slice(at + 1));
  return found === -1 ? null : found;
}

function find({ text }: Asked): FoundFiles {
  const matching = [...files.keys()].sort().filter((path) => path.split('/').pop()!.includes(text));
  const entries = matching.map((path) => {
    const bytes = files.get(path)!;
    return {
      path,
      entry: { name: path.split('/').pop()!, kind: 'file', bytes, changed: bytes } as const,
    };
  });
  return { total: entries.length, cut: false, entries };
}
