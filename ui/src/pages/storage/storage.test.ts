import { expect, test } from 'vitest';
import type { Stored } from '$lib/ipc';
import { pageOf } from './storage';

const one = (kind: Stored['kind'], bytes: number): Stored => ({
  kind,
  id: 'x',
  name: 'x',
  project: kind === 'environment' ? null : 'default',
  projectName: kind === 'environment' ? null : 'default',
  bytes,
  used: 0,
  blockedBy: null,
  outdated: false,
});

test('what has a page leads to it', () => {
  expect(pageOf(one('package', 1))).toEqual({ page: 'package', name: 'x' });
  expect(pageOf(one('run', 1))).toEqual({ page: 'run', id: 'x', tab: 'overview' });
  expect(pageOf(one('environment', 1))).toBeNull();
});
