// What is done with several runs at once.

import { call, type SelectedRuns } from '$lib/ipc';
import { pinAll, removeAll, stopAll } from '../runs';
import { runs, selection } from './list.svelte';

/** The chosen runs, by what can be done with them, as last read. */
export const chosen = $state<SelectedRuns>({ scheduled: [], open: [], ended: [] });

/** Reads what the chosen runs are now. Those that somebody else has removed are not chosen any more. */
export async function readChosen(): Promise<void> {
  const ids = selection.keys;
  if (ids.length === 0) return;
  const { scheduled, open, ended } = await call('selected_runs', { ids });
  if (String(ids) !== String(selection.keys)) return;
  Object.assign(chosen, { scheduled, open, ended });
  selection.keep([...[...scheduled, ...open].map(({ id }) => id), ...ended]);
}

export const stopChosen = () => stopAll(chosen.open.map(({ id }) => id));

export async function removeChosen(): Promise<void> {
  if (await removeAll(chosen.ended, [...chosen.open, ...chosen.scheduled])) selection.clear();
}

/** Pins them, or, if those in sight all are, lets them go. */
export function pinChosen(): Promise<boolean> {
  const pinned = selection.keys.map((id) => runs.at(runs.find(id) ?? -1)?.pinned);
  return pinAll(selection.keys, !pinned.every((is) => is !== false));
}
