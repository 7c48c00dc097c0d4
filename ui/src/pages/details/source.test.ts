import { expect, test } from 'vitest';
import type { LogLine, LogLineKind, RunRow } from '$lib/ipc';
import { read } from '$lib/router.svelte';
import { sourceOf } from './source';

const run = { package: 'wine', version: '1.2' } as RunRow;
const line = (text: string, kind: LogLineKind | null = 'traceback'): LogLine => ({
  spans: [{ text, look: '', color: null, background: null }],
  at: null,
  kind,
});

test.each([
  ['  File "/s/runs/k7p2m9xd/work/package/wine/train.py", line 12, in train', 'train.py', 12],
  ['  File "/s/runs/a/work/package/wine/a b/é.py", line 3', 'a b/é.py', 3],
  ['  File "train.py", line 11, in train', 'train.py', 11],
  ['  File "./tools/load.py", line 1', 'tools/load.py', 1],
])('%s leads to its line', (text, path, number) => {
  const address = sourceOf(line(text), run);
  expect(read(address!)).toEqual({
    page: 'files',
    name: 'wine',
    version: '1.2',
    path,
    line: number,
  });
});

test('no other line leads anywhere', () => {
  for (const text of [
    'Traceback (most recent call last):',
    '  File "/usr/lib/python3.11/json/decoder.py", line 3, in decode',
    '  File "<frozen importlib._bootstrap>", line 2, in _check',
    'File "train.py", line 1',
  ])
    expect(sourceOf(line(text), run)).toBeUndefined();
  expect(sourceOf(line('  File "train.py", line 1', null), run)).toBeUndefined();
  expect(sourceOf(undefined, run)).toBeUndefined();
});
