// The run list as it was left: it outlives the page, so that who comes back finds it like that.

import { ANY, call, type RunRow, type RunSort, type Status } from '$lib/ipc';
import { Rows } from '$lib/rows.svelte';
import { ACTIVE } from '../runs';

export const filters: Record<string, Status[]> = {
  all: [],
  active: ACTIVE,
  queued: ['Queued'],
  successful: ['Successful'],
  failed: ['Failed'],
  killed: ['Killed'],
};

export const asked = $state({
  text: '',
  filter: 'all',
  sort: 'created' as RunSort,
  descending: true,
});
export const place = { top: 0, active: 0 };

/** How many runs there are, whatever is asked for. */
export const there = $state({ all: 0 });

export const runs = new Rows<RunRow>(
  async (offset, limit) => {
    const { filter: name, text, ...rest } = asked;
    const filter = { ...ANY, text, statuses: filters[name] ?? [] };
    // What waits is shown in its own order, in which it can be moved.
    const order = name === 'queued' ? { sort: 'queue' as const, descending: false } : {};
    const page = await call('runs', { query: { ...rest, ...order, filter, offset, limit } });
    there.all = page.all;
    return page;
  },
  (run) => run.id,
);
