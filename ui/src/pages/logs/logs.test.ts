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
  // A refused zip is not in the store; the user probably wants to add it again.
  expect(leadsTo(entry({ kind: 'check' }))).toEqual({ page: 'packages' });
});

test('a span begins so long ago, and all of time has no beginning', () => {
  const now = Date.UTC(2026, 10, 25);
  expect(since('week', now)).toBe(Date.UTC(2026, 10, 18));
  expect(since('all', now)).toBeNull();
});

test('every failure has the icon for failures, whatever its kind', () => {
  expect(iconOf(entry({ failed: true }))).toBe('failed');
  expect(iconOf(entry({}))).toBe('pipelines');
});
