import { expect, test } from 'vitest';
import type { LogEntry } from '$lib/ipc';
import { iconOf, leadsTo, since } from './logs';

const entry = (more: Partial<LogEntry>): LogEntry => ({
  id: 0,
  at: 0,
  kind: 'run',
  failed: false,
  text: '',
  about: null,
  ...more,
});

test('an entry leads to what it is about', () => {
  const to = (about: LogEntry['about']) => leadsTo(entry({ about }));
  expect(to({ is: 'run', id: 'k7p2m9xd' })).toEqual({
    page: 'run',
    id: 'k7p2m9xd',
    tab: 'overview',
  });
  expect(to({ is: 'package', name: 'churn' })).toEqual({ page: 'package', name: 'churn' });
  expect(to({ is: 'dataset', name: 'rows' })).toEqual({ page: 'dataset', name: 'rows' });
  expect(to({ is: 'schedule', id: 'p2m9xdk7' })).toEqual({ page: 'schedule', id: 'p2m9xdk7' });
  // A refused zip is nowhere: one wants to add it once more.
  expect(leadsTo(entry({ kind: 'check' }))).toEqual({ page: 'packages' });
});

test('a look back ends where it says, and none has no end', () => {
  const now = Date.UTC(2026, 10, 25);
  expect(since('week', now)).toBe(Date.UTC(2026, 10, 18));
  expect(since('all', now)).toBeNull();
});

test('what went wrong is seen by its sign, whatever its kind', () => {
  expect(iconOf(entry({ failed: true }))).toBe('failed');
  expect(iconOf(entry({}))).toBe('pipelines');
});
