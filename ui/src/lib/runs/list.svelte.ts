// The state of the run list. It outlives the page, so that users find the list as they left it.

import { ANY, call, type RunColumn, type RunFilter, type RunRow, type Status } from '$lib/ipc';
import type { Widths } from '$lib/list/widths';
import { onProjectChange } from '$lib/project.svelte';
import { Rows } from '$lib/rows.svelte';
import { Selection } from '$lib/selection.svelte';
import { isMetric } from './metrics';
import { ACTIVE } from './runs';

/** The filters by status that are one click away. */
export const states: Record<string, Status[]> = {
  all: [],
  active: ACTIVE,
  queued: ['Queued'],
  successful: ['Successful'],
  failed: ['Failed'],
  killed: ['Killed'],
};

type ListQuery = {
  filter: RunFilter;
  sort: RunColumn;
  descending: boolean;
  /** The columns that are shown, in their order; empty for the usual ones. */
  columns: RunColumn[];
  /** The widths of columns that were set. */
  widths: Widths;
};

/** Order, columns and their widths, for the next start. */
const STORAGE_KEY = 'run list';

function loadAppearance(): Omit<ListQuery, 'filter'> {
  const usual = { sort: 'created' as const, descending: true, columns: [], widths: {} };
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') };
  } catch {
    return usual;
  }
}

export const query = $state<ListQuery>({ filter: { ...ANY }, ...loadAppearance() });
class Position {
  top = 0;
  active = $state(0);
  size?: [width: number, height: number];
}

export const position = new Position();

/** Which dialogs of the list are open; `tags` has the runs that are to be tagged. */
export const dialogs = $state({
  filters: false,
  metrics: false,
  tags: null as string[] | null,
});

/** The number of runs in the project, whatever the filter. */
export const counts = $state({ all: 0 });

/** Which of `states` the filter has; null if it has another one. */
export const state = (): string | null =>
  Object.keys(states).find((name) => String(states[name]) === String(query.filter.statuses)) ??
  null;

/** Waiting runs are shown in the order of the queue, in which they can be moved. */
export const inQueue = () => state() === 'queued';

function request(offset: number, limit: number) {
  const { filter, sort, descending, columns } = query;
  const order = inQueue() ? { sort: 'queue' as const, descending: false } : { sort, descending };
  return { filter, ...order, offset, limit, metrics: columns.filter(isMetric) };
}

export const runs = new Rows<RunRow>(
  async (offset, limit) => {
    const page = await call('runs', { query: request(offset, limit) });
    counts.all = page.all;
    return page;
  },
  (run) => run.id,
);

/** The selected runs. */
export const selection = new Selection(async (first, last) => {
  const loaded = Array.from({ length: Math.min(last - first + 1, 500) }, (_, i) =>
    runs.at(first + i),
  );
  if (loaded.length === last - first + 1 && loaded.every((run) => run !== undefined))
    return loaded.map((run) => run.id);
  return call('run_ids', { query: request(first, last - first + 1) });
});

// Packages, datasets and tags of the filter do not exist in the other project.
onProjectChange(() => {
  query.filter = { ...ANY };
  selection.clear();
});

function saveAppearance(): void {
  const { filter: _, ...look } = query;
  localStorage.setItem(STORAGE_KEY, JSON.stringify(look));
}

/** Changes the widths of columns. */
export function resize(widths: Widths): void {
  query.widths = widths;
  saveAppearance();
}

/** Changes filter, order or columns. Another filter clears the selection. */
export function ask(change: Partial<ListQuery>): void {
  Object.assign(query, change);
  saveAppearance();
  if (change.filter) selection.clear();
  selection.resort();
  position.top = 0;
  void runs.restart();
}

export const narrow = (change: Partial<RunFilter>) =>
  ask({ filter: { ...query.filter, ...change } });
