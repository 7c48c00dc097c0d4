// What ML Logs can be asked for, and where an entry leads to.

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

/** How far back one can look, in milliseconds; null: to the beginning. */
export const spans = { all: null, day: DAY, week: 7 * DAY, month: 30 * DAY } as const;
export type Span = keyof typeof spans;

/** Where a look back from `now` ends. */
export function since(span: Span, now: number): number | null {
  const length = spans[span];
  return length === null ? null : now - length;
}

/** The page of what an entry is about; of what is nowhere in the store, the list it would be in. */
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
