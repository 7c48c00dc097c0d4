// What is done with several runs at once.

import { attempt } from '$lib/components/toasts.svelte';
import { call, type SelectedRuns } from '$lib/ipc';
import { runs, selection } from '$lib/runs/list.svelte';
import { pinAll, removeAll, stopAll } from '$lib/runs/runs';

const none = (): SelectedRuns => ({ scheduled: [], open: [], ended: [] });

/** The chosen runs, by what can be done with them, as last read. */
export const selected = $state(none());

/** Reads what the chosen runs are now, and answers it. Those that somebody else has removed are not
 * chosen any more. */
export async function readSelected(): Promise<SelectedRuns> {
  const ids = selection.keys;
  let read = none();
  const isKnown =
    ids.length === 0 || (await attempt(async () => (read = await call('selected_runs', { ids }))));
  // If others are chosen by now, what was read is still what was asked for, but not what is shown.
  if (isKnown && String(ids) === String(selection.keys)) {
    Object.assign(selected, read);
    selection.retain([...[...read.scheduled, ...read.open].map(({ id }) => id), ...read.ended]);
  }
  return read;
}

// What is shown may be what was chosen a moment ago: what is done is done with what is chosen now.

export async function stopSelected(): Promise<void> {
  const { open } = await readSelected();
  if (open.length > 0) await stopAll(open.map(({ id }) => id));
}

export async function removeSelected(): Promise<void> {
  const { scheduled, open, ended } = await readSelected();
  if (ended.length === 0) return;
  if (await removeAll(ended, [...open, ...scheduled])) selection.clear();
}

/** Pins them, or, if all are known to be pinned, lets them go. */
export function pinSelected(): Promise<boolean> {
  const pinned = selection.keys.map((id) => runs.at(runs.find(id) ?? -1)?.pinned);
  return pinAll(selection.keys, !pinned.every((is) => is === true));
}
