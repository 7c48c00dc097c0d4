// The run list as it was left: it outlives the page, so that who comes back finds it like that.

import { ANY, call, type RunFilter, type RunRow, type RunSort, type Status } from '$lib/ipc';
import { whenLeft } from '$lib/project.svelte';
import { Rows } from '$lib/rows.svelte';
import { Selection } from '$lib/selection.svelte';
import { ACTIVE } from './runs';

/** The states that are one click away. */
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
  sort: RunSort;
  descending: boolean;
  /** What is shown, in the order of the columns; none: what is usual. */
  columns: RunSort[];
};

/** What the next start begins with. */
const STORAGE_KEY = 'run list';

function loadAppearance(): Omit<ListQuery, 'filter'> {
  const usual = { sort: 'created' as const, descending: true, columns: [] };
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') };
  } catch {
    return usual;
  }
}

export const query = $state<ListQuery>({ filter: { ...ANY }, ...loadAppearance() });
export const place = { top: 0, active: 0 };

/** What is open over it. */
export const dialogs = $state({ filters: false, tags: false });

/** How many runs there are, whatever is asked for. */
export const there = $state({ all: 0 });

/** Which of the states is asked for; null: others. */
export const state = (): string | null =>
  Object.keys(states).find((name) => String(states[name]) === String(query.filter.statuses)) ??
  null;

/** What waits is shown in its own order, in which it can be moved. */
export const inQueue = () => state() === 'queued';

function request(offset: number, limit: number) {
  const { filter, sort, descending } = query;
  const order = inQueue() ? { sort: 'queue' as const, descending: false } : { sort, descending };
  return { filter, ...order, offset, limit };
}

export const runs = new Rows<RunRow>(
  async (offset, limit) => {
    const page = await call('runs', { query: request(offset, limit) });
    there.all = page.all;
    return page;
  },
  (run) => run.id,
);

/** The runs that something is to be done with. */
export const selection = new Selection(async (first, last) => {
  const loaded = Array.from({ length: Math.min(last - first + 1, 500) }, (_, i) =>
    runs.at(first + i),
  );
  if (loaded.length === last - first + 1 && loaded.every((run) => run !== undefined))
    return loaded.map((run) => run.id);
  return call('run_ids', { query: request(first, last - first + 1) });
});

// Packages, datasets and tags are another project's then.
whenLeft(() => {
  query.filter = { ...ANY };
  selection.clear();
});

/** Asks for other runs, or for another order. What is not shown any more is not chosen either. */
export function ask(change: Partial<ListQuery>): void {
  Object.assign(query, change);
  const { filter: _, ...look } = query;
  localStorage.setItem(STORAGE_KEY, JSON.stringify(look));
  if (change.filter) selection.clear();
  selection.resort();
  place.top = 0;
  void runs.restart();
}

export const narrow = (change: Partial<RunFilter>) =>
  ask({ filter: { ...query.filter, ...change } });
