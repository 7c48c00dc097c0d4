import { expect, test, vi } from 'vitest';
import type { Entry } from './ipc';
import { FileTree } from './tree.svelte';

type Files = { [name: string]: Files | number };

/** A tree in memory that records what is read. */
function tree(files: Files, onRead?: () => void) {
  const reads: string[] = [];
  const folderAt = (path: string) => {
    let folder = files;
    for (const part of path.split('/').filter(Boolean)) folder = folder[part] as Files;
    return folder;
  };
  const find = async (path: string) => {
    const [, parent, name] = /^(?:(.*)[/])?(.*)$/.exec(path)!;
    const index = Object.keys(folderAt(parent ?? '') ?? {}).indexOf(name!);
    return index === -1 ? null : index;
  };
  const made = new FileTree(async (path, offset, limit) => {
    onRead?.();
    reads.push(`${path} ${offset}`);
    const folder = folderAt(path);
    const entries = Object.entries(folder).map(([name, inner]): Entry => ({
      name,
      kind: typeof inner === 'number' ? 'file' : 'folder',
      bytes: typeof inner === 'number' ? inner : null,
      changed: 0,
    }));
    return { total: entries.length, entries: entries.slice(offset, offset + limit) };
  }, find);
  return { made, reads, files };
}

const shown = (files: FileTree) =>
  Array.from({ length: files.rows }, (_, row) => files.at(row)?.path);

const many = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`f${String(i).padStart(6, '0')}`, i]),
  );

test('small folders are opened automatically, in their order', async () => {
  const { made } = tree({ a: { b: { c: 1 } }, d: 2 });
  await made.again();
  expect(shown(made)).toEqual(['a', 'a/b', 'a/b/c', 'd']);
});

test('folders that one reading opens stay open when another one begins meanwhile', async () => {
  let reads = 0;
  const made: FileTree = new FileTree(
    async (path) => {
      const read = ++reads;
      if (read === 2) void made.again();
      // The second reading ends last.
      if (read === 3) await vi.waitUntil(() => made.loaded);
      const entry: Entry = path
        ? { name: 'b', kind: 'file', bytes: 1, changed: 0 }
        : { name: 'a', kind: 'folder', bytes: null, changed: 0 };
      return { total: 1, entries: [entry] };
    },
    async () => null,
  );
  await made.again();
  await expect.poll(() => reads).toBe(4);
  await expect.poll(() => shown(made)).toEqual(['a', 'a/b']);
  await new Promise((resume) => setTimeout(resume));
  expect(shown(made)).toEqual(['a', 'a/b']);
});

test('no row moves from under the pointer while they are opened', async () => {
  const rows: number[] = [];
  const { made } = tree({ a: { c: 1 }, b: 1 }, () => rows.push(made.rows));
  await made.again();
  expect(rows).toEqual([0, 0]);
  expect(shown(made)).toEqual(['a', 'a/c', 'b']);
});

test('only the visible part of a folder of 100,000 files is read', async () => {
  const { made, reads } = tree({ big: many(100_000), last: 1 });
  await made.again();
  expect(made.rows).toBe(2);
  await made.toggle(0);
  expect(made.rows).toBe(100_002);
  expect(made.at(100_001)?.path).toBe('last');
  expect(made.at(70_000)).toBeUndefined();
  made.look(70_000, 40);
  await Promise.resolve();
  await expect.poll(() => made.at(70_000)?.path).toBe('big/f069999');
  expect(reads.length).toBeLessThan(6);
  expect(made.parent(70_000)).toBe(0);
});

test('what the user closed stays closed, what they opened stays open', async () => {
  const { made, files } = tree({ a: { x: 1 }, big: many(1000) });
  await made.again();
  await made.toggle(0);
  await made.toggle(1);
  expect(made.rows).toBe(1002);
  (files['a'] as Files)['y'] = 2;
  files['0first'] = { new: 3 };
  await made.again();
  expect(made.rows).toBe(1003);
  expect(made.at(0)?.entry.kind).toBe('folder');
  expect(shown(made)).toContain('big/f000000');
});

test('the folder of a row is found across open folders in between', async () => {
  const { made } = tree({ a: { b: { c: 1, d: 2 }, e: 3 }, f: 4 });
  await made.again();
  expect(shown(made)).toEqual(['a', 'a/b', 'a/b/c', 'a/b/d', 'a/e', 'f']);
  expect([0, 1, 2, 3, 4, 5].map((row) => made.parent(row))).toEqual([null, 0, 1, 1, 0, null]);
});

test('a followed file is found however many files appear before it, and is gone when it is gone', async () => {
  const { made, files } = tree({ b: { inner: 1 }, c: 2 });
  await made.again();
  made.follow('b/inner');
  const { b, c } = files as { b: Files; c: number };
  for (const name of Object.keys(files)) delete files[name];
  Object.assign(files, many(1000), { b, c });
  await made.again();
  expect(made.rowOf('b/inner')).toBe(1001);
  expect(made.at(1001)?.path).toBe('b/inner');
  expect([made.rowOf('b'), made.rowOf('f000500')]).toEqual([1000, null]);
  expect(made.gone).toBe(false);
  delete b['inner'];
  await made.again();
  expect([made.rowOf('b/inner'), made.gone]).toEqual([null, true]);
});

test('the folders of a followed file are opened to show it', async () => {
  const { made } = tree({ a: { b: { ...many(300), last: 1 } } });
  await made.again();
  await made.toggle(0);
  made.follow('a/b/last');
  await made.again();
  expect([made.rowOf('a/b/last'), made.gone]).toEqual([null, false]);
  await made.reveal();
  expect(made.rowOf('a/b/last')).toBe(302);
});
