// Actions on what takes space on the disk.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt } from '$lib/components/toasts.svelte';
import { call, type Removal, type StorageView, type Stored, type StoredKind } from '$lib/ipc';
import { freeing, removed } from '$lib/removal';
import type { Route } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';

const kinds = ['environment', 'package', 'dataset', 'run'] as const satisfies StoredKind[];

/** The page of an item, if it has one. */
export function pageOf({ kind, id }: Stored): Route | null {
  if (kind === 'environment' || kind === 'kept') return null;
  return kind === 'run' ? { page: 'run', id, tab: 'overview' } : { page: kind, name: id };
}

/** The page of the run or schedule that needs something. */
export const pageOfUser = ({ is, id }: NonNullable<Stored['neededBy']>): Route =>
  is === 'run' ? { page: 'run', id, tab: 'overview' } : { page: 'schedule', id };

/** Identifies an item in the selection. Ids contain no slash. */
export const keyOf = ({ kind, id, project }: Pick<Stored, 'kind' | 'id' | 'project'>) =>
  `${kind}/${project ?? ''}/${id}`;

/** A smaller run, which is not in the list: it is removed by its id alone. */
export const keyOfSmaller = (id: string) => keyOf({ kind: 'run', id, project: null });

/** What is selected: how much of each kind, and how much space it takes. */
export type Chosen = { keys: string[]; bytes: number };

/** The selected items of a view, as far as they still exist and can be removed. */
export function chosenOf({ stored, smaller }: StorageView, keys: string[]): Chosen {
  const sizes = new Map(stored.flatMap((row) => (row.blockedBy ? [] : [[keyOf(row), row.bytes]])));
  const hidden = new Set(smaller.ids.map(keyOfSmaller));
  const found = keys.filter((key) => sizes.has(key) || hidden.has(key));
  const shown = found.reduce((sum, key) => sum + (sizes.get(key) ?? 0), 0);
  // The smaller runs can only be selected together.
  return { keys: found, bytes: shown + (found.some((key) => hidden.has(key)) ? smaller.bytes : 0) };
}

/** Removes the environments that no run will use again. */
export const removeOutdated = (count: number) =>
  attempt(async () => report(await call('remove_outdated'), count));

/** Removes an item if the user agrees. The program refuses if something needs it. */
export async function remove({ kind, id, name, project }: Stored): Promise<void> {
  // It goes with what needs it.
  if (kind === 'kept') return;
  const title = t('storage-remove-title', { name });
  const text = t(`storage-remove-${kind}`);
  const action = t('pipelines-remove');
  const things = [{ kind, id, project }];
  const { finding, end } = freeing(things);
  const isAgreed = await confirm({ title, text, finding, action, danger: true });
  const freed = end();
  if (isAgreed)
    await attempt(async () => report(await call('remove_stored', { things }), 1, freed));
}

/** Removes the selected items if the user agrees. Resolves to whether they were removed. */
export async function removeChosen({ keys, bytes }: Chosen): Promise<boolean> {
  const things = keys.map((key) => {
    const [kind, project, id] = key.split('/') as [StoredKind, string, string];
    return { kind, id, project: project || null };
  });
  const count = things.length;
  const notes = kinds.flatMap((kind) => {
    const count = things.filter((thing) => thing.kind === kind).length;
    return count > 0 ? [t(`storage-remove-many-${kind}`, { count })] : [];
  });
  const title = t('storage-remove-many', { count, bytes });
  const text = t('storage-remove-many-text');
  const action = t('pipelines-remove');
  const { finding, end } = freeing(things);
  const isAgreed = await confirm({ title, text, notes, finding, action, danger: true });
  const freed = end();
  if (!isAgreed) return false;
  return attempt(async () => report(await call('remove_stored', { things }), count, freed));
}

/** `freed`: what was found out before, if it was. */
function report(removal: Removal, count: number, freed: number | null = null): void {
  const bytes = freed ?? removal.bytes;
  removed(removal, t('storage-removed', { count, bytes }), t('storage-restored', { count }));
}
