// Actions on the selected runs.

import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, type SelectedRuns } from '$lib/ipc';
import type { IconName } from '$lib/components/icons';
import type { MenuItem } from '$lib/components/menu';
import { go } from '$lib/router.svelte';
import { dialogs, runs, selection } from '$lib/runs/list.svelte';
import { pinAll, removeAll, stopAll } from '$lib/runs/runs';
import { t } from '$lib/words.svelte';

const none = (): SelectedRuns => ({ scheduled: [], open: [], ended: [] });

/** The selected runs, grouped by what can be done with them, as last read. */
export const selected = $state(none());

/** Reads the selected runs again and returns them; null if they cannot be read. Runs that were
 * removed elsewhere are deselected. */
export async function readSelected(): Promise<SelectedRuns | null> {
  const ids = selection.keys;
  let read = none();
  const isKnown =
    ids.length === 0 || (await attempt(async () => (read = await call('selected_runs', { ids }))));
  // If the selection has changed in the meantime, the answer is returned but not shown.
  if (isKnown && String(ids) === String(selection.keys)) {
    Object.assign(selected, read);
    const all = [...read.scheduled, ...read.open, ...read.ended];
    selection.retain(all.map(({ id }) => id));
  }
  return isKnown ? read : null;
}

// `selected` can lag behind the selection, so the actions read it again first.

export async function stopSelected(): Promise<void> {
  const read = await readSelected();
  if (!read) return;
  if (read.open.length > 0) await stopAll(read.open);
  else toast({ look: 'info', text: t('selection-stop-none') });
}

export async function removeSelected(): Promise<void> {
  const read = await readSelected();
  if (!read) return;
  const { scheduled, open, ended } = read;
  if (ended.length === 0) toast({ look: 'info', text: t('selection-remove-none') });
  else if (await removeAll(ended, [...open, ...scheduled])) selection.clear();
}

/** Pins the selected runs, or unpins them if all are known to be pinned. */
export function pinSelected(): Promise<boolean> {
  const pinned = selection.keys.map((id) => runs.at(runs.find(id) ?? -1)?.pinned);
  return pinAll(selection.keys, !pinned.every((is) => is === true));
}

/** As many runs as fit beside each other. */
const canCompare = () => selection.size >= 2 && selection.size <= 10;

export async function compareSelected(): Promise<void> {
  if (!(await readSelected())) return;
  if (canCompare()) go({ page: 'comparison', ids: selection.keys });
  else toast({ look: 'info', text: t('selection-compare-some') });
}

const canPlot = () => selection.size >= 2 && selection.size <= 10_000;

export async function plotSelected(): Promise<void> {
  if (!(await readSelected())) return;
  if (canPlot()) go({ page: 'plot', ids: selection.keys, tab: 'scatter' });
  else toast({ look: 'info', text: t('selection-plot-some') });
}

type Action = {
  name: string;
  label: string;
  icon: IconName;
  key: string;
  can: boolean;
  act: () => unknown;
};

/** What can be done with the selected runs, in the selection's bar, in its menu and by keys. */
export const actions = (): Action[] => [
  {
    name: 'stop',
    label: t('pipelines-stop'),
    icon: 'stop',
    key: 's',
    can: selected.open.length > 0,
    act: stopSelected,
  },
  {
    name: 'tag',
    label: t('selection-tag'),
    icon: 'tag',
    key: 't',
    can: true,
    act: () => (dialogs.tags = selection.keys),
  },
  {
    name: 'compare',
    label: t('selection-compare'),
    icon: 'columns',
    key: 'c',
    can: canCompare(),
    act: compareSelected,
  },
  {
    name: 'plot',
    label: t('selection-plot'),
    icon: 'chart',
    key: 'g',
    can: canPlot(),
    act: plotSelected,
  },
  { name: 'pin', label: t('pin'), icon: 'pin', key: 'p', can: true, act: pinSelected },
  {
    name: 'remove',
    label: t('pipelines-remove'),
    icon: 'trash',
    key: 'Delete',
    can: selected.ended.length > 0,
    act: removeSelected,
  },
];

/** A key of an action as people know it. */
export const written = (key: string) => (key === 'Delete' ? t('key-delete') : key.toUpperCase());

export const selectionMenu = (): MenuItem[] =>
  actions().map(({ name, label, icon, key, can, act }) => ({
    label,
    icon,
    keys: written(key),
    danger: name === 'stop' || name === 'remove',
    disabled: !can,
    testid: `menu-${name}`,
    onselect: act,
  }));
