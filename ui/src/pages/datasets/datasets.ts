// Actions on datasets, used by the list and by a dataset's page.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { project } from '$lib/project.svelte';
import { freeing, removed } from '$lib/removal';
import { t } from '$lib/words.svelte';

/** Removes a dataset if the user agrees. Resolves to whether it was removed. */
export async function remove(name: string, linked: boolean): Promise<boolean> {
  // What needs it is said at once, not after the user has agreed.
  if (!(await attempt(() => call('check_dataset_removal', { name })))) return false;
  const title = t('datasets-remove-title', { name });
  const text = linked ? t('datasets-remove-link-text') : t('datasets-remove-text');
  const action = t('datasets-remove');
  const { finding, end } = freeing([{ kind: 'dataset', id: name, project: project()?.id ?? null }]);
  const isAgreed = await confirm({ title, text, finding, action, danger: true });
  const freed = end();
  if (!isAgreed) return false;
  return attempt(async () => {
    const removal = await call('remove_dataset', { name });
    const text = t('datasets-removed', { name, bytes: freed ?? removal.bytes });
    removed(removal, text, t('datasets-restored', { name }));
  });
}
