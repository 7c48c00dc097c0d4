// Saved views of the run list: a name for a filter, an order and columns.

import { ANY, call, type RunColumn, type RunView } from '$lib/ipc';
import { onProjectChange } from '$lib/project.svelte';
import { ask, query } from './list.svelte';

export const views = $state({
  all: [] as RunView[],
  /** The name of the view that was opened last. */
  current: null as string | null,
});

onProjectChange(() => (views.current = null));

export async function readViews(): Promise<void> {
  views.all = await call('run_views');
}

/** Opens a view; null shows all runs. */
export function showView(view: RunView | null): void {
  views.current = view?.name ?? null;
  if (!view)
    return ask({ filter: { ...ANY }, sort: 'created', descending: true, columns: [], widths: {} });
  const { filter, sort, descending, columns, widths } = $state.snapshot(view);
  ask({ filter, sort, descending, columns, widths });
}

/** Saves what is shown now as a new view, or replaces the view called `old`. */
export function saveView(name: string, columns: RunColumn[], old: string | null): Promise<void> {
  const { filter, sort, descending, widths } = $state.snapshot(query);
  return save({ name, filter, sort, descending, columns, widths }, old);
}

/** Renames a view. */
export async function renameView(old: string, name: string): Promise<void> {
  const view = views.all.find((view) => view.name === old);
  if (view) await save({ ...$state.snapshot(view), name }, old);
}

async function save(view: RunView, old: string | null): Promise<void> {
  views.all = await call('save_run_view', { view, old });
  views.current = view.name;
}

export async function removeView(name: string): Promise<void> {
  views.all = await call('remove_run_view', { name });
  views.current = null;
}
