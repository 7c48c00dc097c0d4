// What takes disk: where it is shown, and how it is taken back.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, type Stored } from '$lib/ipc';
import type { Route } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';

/** Its page, if it has one. */
export function pageOf({ kind, id }: Stored): Route | null {
  if (kind === 'environment') return null;
  return kind === 'run' ? { page: 'run', id, tab: 'overview' } : { page: kind, name: id };
}

/** Removes the environments that no run takes any more. */
export async function removeOutdated(): Promise<void> {
  await attempt(async () => {
    const bytes = await call('remove_outdated');
    toast({ look: 'done', text: t('pipelines-removed', { bytes }) });
  });
}

/** Removes it once the person has agreed. What is needed is refused, in the program's words. */
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
