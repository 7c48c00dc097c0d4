import { beforeEach, expect, test } from 'vitest';
import { back, go, read, route, section, swap, write, type Route } from './router.svelte';

beforeEach(() => swap({ page: 'pipelines' }));

test('every page survives being written as an address', () => {
  const routes: Route[] = [
    { page: 'pipelines' },
    { page: 'form' },
    { page: 'form', package: 'churn', version: '1.0' },
    { page: 'form', dataset: 'a/b & c?' },
    { page: 'run', id: 'k7p2m9xd', tab: 'log' },
    { page: 'comparison', ids: ['k7p2m9xd', 'a1b2c3d4'] },
    { page: 'plot', ids: ['k7p2m9xd', 'a1b2c3d4'], tab: 'parallel' },
    { page: 'package', name: 'churn', tab: 'charts' },
    { page: 'comparison', ids: Array.from({ length: 10 }, (_, i) => `k7p2m9x${i}`) },
    { page: 'form', schedule: 'k7p2m9xd' },
    { page: 'form', when: 'recurring' },
    { page: 'schedules' },
    { page: 'schedule', id: 'k7p2m9xd' },
    { page: 'package', name: 'churn' },
    { page: 'package', name: 'churn', tab: 'runs' },
    { page: 'files', name: 'churn', version: '1.0' },
    { page: 'files', name: 'churn', version: '1.0', path: 'a b/é&?#.py' },
    { page: 'files', name: 'churn', version: '1.0', path: 'train.py', line: 12 },
    { page: 'compare', name: 'churn', before: '1.0', after: '2.0' },
    { page: 'dataset', name: 'été 100 % #1/2' },
    { page: 'lineage', of: 'run', id: 'k7p2m9xd' },
    { page: 'lineage', of: 'version', name: 'churn', version: '1.0' },
    { page: 'lineage', of: 'dataset', name: 'été 100 % #1/2' },
    { page: 'lineage', of: 'file', name: 'été 100 %', path: 'a b/é&?#.csv' },
    { page: 'projects' },
    { page: 'logs' },
    { page: 'storage' },
    { page: 'settings' },
  ];
  for (const one of routes) expect(read(write(one))).toEqual(one);
});

test('the form of a schedule belongs to the schedules', () => {
  expect(section({ page: 'form' })).toBe('pipelines');
  expect(section({ page: 'form', when: 'recurring' })).toBe('schedules');
  expect(section({ page: 'form', schedule: 'k7p2m9xd' })).toBe('schedules');
});

test('an invalid address leads to the first page', () => {
  for (const hash of [
    '',
    '#',
    '#/',
    '#/nowhere/else',
    '#/pipelines',
    '#/compare/',
    '#/lineage/x/y',
  ]) {
    expect(read(hash)).toEqual({ page: 'pipelines' });
  }
  expect(read('#/pipelines/abc/nowhere')).toEqual({ page: 'run', id: 'abc', tab: 'overview' });
});

test('back leads to the previous page', async () => {
  go({ page: 'package', name: 'churn' });
  go({ page: 'run', id: 'abc', tab: 'overview' });
  swap({ page: 'run', id: 'abc', tab: 'log' });
  back();
  await expect.poll(() => route()).toEqual({ page: 'package', name: 'churn' });
  expect(section(route())).toBe('packages');
  back();
  await expect.poll(() => route()).toEqual({ page: 'pipelines' });
});
