// Actions on what takes space on the disk.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, type Stored } from '$lib/ipc';
import type { Route } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';

/** The page of an item, if it has one. */
export function pageOf({ kind, id }: Stored): Route | null {
  if (kind === 'environment') return null;
  return kind === 'run' ? { page: 'run', id, tab: 'overview' } : { page: kind, name: id };
}

/** Removes the environments that no run will use again. */
export async function removeOutdated(): Promise<void> {
  await attempt(async () => {
    const bytes = await call('remove_outdated');
    toast({ look: 'done', text: t('pipelines-removed', { bytes }) });
  });
}

/** Removes an item if the user agrees. The program refuses if something needs it. */
export async function remove({ kind, id, name, project }: Stored): Promise<void> {
  const title = t('storage-remove-title', { name });
  const text = t(`storage-remove-${kind}`);
  const action = t('pipelines-remove');
  if (!(await confirm({ title, text, action, danger: true }))) return;
  await attempt(async () => {
    const bytes = await call('remove_stored', { kind, id, project });
    toast({ look: 'done', text: t('pipelines-removed', { bytes }) });
  });
}
