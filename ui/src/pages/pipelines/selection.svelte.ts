// Actions on the selected runs.

import { attempt } from '$lib/components/toasts.svelte';
import { call, type SelectedRuns } from '$lib/ipc';
import { runs, selection } from '$lib/runs/list.svelte';
import { pinAll, removeAll, stopAll } from '$lib/runs/runs';

const none = (): SelectedRuns => ({ scheduled: [], open: [], ended: [] });

/** The selected runs, grouped by what can be done with them, as last read. */
export const selected = $state(none());

/** Reads the selected runs again and returns them. Runs that were removed elsewhere are deselected. */
export async function readSelected(): Promise<SelectedRuns> {
  const ids = selection.keys;
  let read = none();
  const isKnown =
    ids.length === 0 || (await attempt(async () => (read = await call('selected_runs', { ids }))));
  // If the selection has changed in the meantime, the answer is returned but not shown.
  if (isKnown && String(ids) === String(selection.keys)) {
    Object.assign(selected, read);
    selection.retain([...[...read.scheduled, ...read.open].map(({ id }) => id), ...read.ended]);
  }
  return read;
}

// `selected` can lag behind the selection, so the actions read it again first.

export async function stopSelected(): Promise<void> {
  const { open } = await readSelected();
  if (open.length > 0) await stopAll(open.map(({ id }) => id));
}

export async function removeSelected(): Promise<void> {
  const { scheduled, open, ended } = await readSelected();
  if (ended.length === 0) return;
  if (await removeAll(ended, [...open, ...scheduled])) selection.clear();
}

/** Pins the selected runs, or unpins them if all are known to be pinned. */
export function pinSelected(): Promise<boolean> {
  const pinned = selection.keys.map((id) => runs.at(runs.find(id) ?? -1)?.pinned);
  return pinAll(selection.keys, !pinned.every((is) => is === true));
}
