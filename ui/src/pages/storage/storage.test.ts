import { expect, test } from 'vitest';
import type { Stored, StorageView } from '$lib/ipc';
import { chosenOf, keyOf, keyOfSmaller, pageOf } from './storage';

const one = (kind: Stored['kind'], bytes: number, blockedBy: string | null = null): Stored => ({
  kind,
  id: `${kind} ${bytes}`,
  name: 'x',
  project: kind === 'environment' ? null : 'default',
  projectName: kind === 'environment' ? null : 'default',
  bytes,
  used: 0,
  blockedBy,
  neededBy: null,
  outdated: false,
});

test('what has a page leads to it', () => {
  expect(pageOf(one('package', 1))).toEqual({ page: 'package', name: 'package 1' });
  expect(pageOf(one('run', 1))).toEqual({ page: 'run', id: 'run 1', tab: 'overview' });
  expect(pageOf(one('environment', 1))).toBeNull();
});

// Otherwise the question would name another size than what is freed, or what is needed would be refused.
test('what is selected is added up without what is gone or needed', () => {
  const [free, needed, gone] = [one('run', 5), one('package', 70, 'in use'), one('dataset', 900)];
  const view: StorageView = {
    freeBytes: 0,
    sums: [],
    stored: [free, needed],
    smaller: { ids: ['small', 'tiny'], bytes: 3 },
    removable: { count: 3, bytes: 8 },
  };
  const keys = [free, needed, gone].map(keyOf);
  expect(chosenOf(view, keys)).toEqual({ keys: [keyOf(free)], bytes: 5 });
  const smaller = view.smaller.ids.map(keyOfSmaller);
  expect(chosenOf(view, [...keys, ...smaller])).toEqual({
    keys: [keyOf(free), ...smaller],
    bytes: 8,
  });
});
