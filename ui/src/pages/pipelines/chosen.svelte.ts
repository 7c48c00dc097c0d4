// What is done with several runs at once.

import { attempt } from '$lib/components/toasts.svelte';
import { call, type SelectedRuns } from '$lib/ipc';
import { pinAll, removeAll, stopAll } from '../runs';
import { runs, selection } from './list.svelte';

/** The chosen runs, by what can be done with them, as last read. */
export const chosen = $state<SelectedRuns>({ scheduled: [], open: [], ended: [] });

/** Reads what the chosen runs are now. Those that somebody else has removed are not chosen any more. */
export async function readChosen(): Promise<void> {
  const ids = selection.keys;
  const none = { scheduled: [], open: [], ended: [] };
  const { scheduled, open, ended } = ids.length === 0 ? none : await call('selected_runs', { ids });
  if (String(ids) !== String(selection.keys)) return;
  Object.assign(chosen, { scheduled, open, ended });
  selection.keep([...[...scheduled, ...open].map(({ id }) => id), ...ended]);
}

/** Stops those that go on: those that are chosen now, which may not have been read yet. */
export async function stopChosen(): Promise<void> {
  if (!(await attempt(readChosen)) || chosen.open.length === 0) return;
  await stopAll(chosen.open.map(({ id }) => id));
}

/** Removes those that have ended. Answers whether that was done. */
export async function removeChosen(): Promise<boolean> {
  if (!(await attempt(readChosen)) || chosen.ended.length === 0) return false;
  const done = await removeAll(chosen.ended, [...chosen.open, ...chosen.scheduled]);
  if (done) selection.clear();
  return done;
}

/** Pins them, or, if all are known to be pinned, lets them go. */
export function pinChosen(): Promise<boolean> {
  const pinned = selection.keys.map((id) => runs.at(runs.find(id) ?? -1)?.pinned);
  return pinAll(selection.keys, !pinned.every((is) => is === true));
}
