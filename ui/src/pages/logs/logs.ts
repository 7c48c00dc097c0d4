// The filters of ML Logs, and the pages that entries link to.

import type { LogEntry, LogKind } from '$lib/ipc';
import type { IconName } from '$lib/components/icons';
import type { Route } from '$lib/router.svelte';

export const kinds: LogKind[] = [
  'check',
  'version',
  'dataset',
  'run',
  'schedule',
  'project',
  'error',
];

const DAY = 24 * 60 * 60 * 1000;

/** The spans of time to choose from, in milliseconds; null is all of time. */
export const spans = { all: null, day: DAY, week: 7 * DAY, month: 30 * DAY } as const;
export type Span = keyof typeof spans;

/** When a span that ends `now` began. */
export function since(span: Span, now: number): number | null {
  const length = spans[span];
  return length === null ? null : now - length;
}

/** The page of what an entry is about, or the list that it would be in if it is not in the store. */
export function leadsTo({ about, kind }: LogEntry): Route {
  if (about?.is === 'run') return { page: 'run', id: about.id, tab: 'overview' };
  if (about?.is === 'schedule') return { page: 'schedule', id: about.id };
  if (about?.is === 'package') return { page: 'package', name: about.name };
  if (about?.is === 'dataset') return { page: 'dataset', name: about.name };
  if (about?.is === 'project') return { page: 'projects' };
  return { page: kind === 'check' ? 'packages' : 'settings' };
}

const icons: Record<LogKind, IconName> = {
  check: 'check',
  version: 'packages',
  dataset: 'datasets',
  run: 'pipelines',
  schedule: 'scheduled',
  project: 'projects',
  error: 'failed',
};

export const iconOf = ({ kind, failed }: LogEntry): IconName => (failed ? 'failed' : icons[kind]);
