// Actions on packages, used by the list and by a package's page.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt } from '$lib/components/toasts.svelte';
import { call, type Kind } from '$lib/ipc';
import { removed } from '$lib/removal';
import { showSaved } from '$lib/saved';
import { t } from '$lib/words.svelte';

/** The pipeline types that a version can run, in short. */
export function types(kinds: Kind[]): string {
  if (kinds.length === 0) return t('packages-no-types');
  if (kinds.length === 3) return t('packages-all-types');
  return kinds.map((kind) => t(`pipelines-kind-${kind}`)).join(', ');
}

/** Saves the zip of a version where the user chooses. */
export async function download(name: string, version: string): Promise<void> {
  await attempt(async () => {
    const saved = await call('save_package', { name, version });
    if (saved) showSaved(saved);
  });
}

/** Removes a version or a whole package if the user agrees. Resolves to whether it was removed. */
export async function remove(name: string, version: string | null): Promise<boolean> {
  // What needs it is said at once, not after the user has agreed.
  if (!(await attempt(() => call('check_package_removal', { name, version })))) return false;
  const called = version ? `${name} ${version}` : name;
  const title = t('packages-remove-title', { name: called });
  const text = version ? t('packages-remove-version-text') : t('packages-remove-text');
  const action = t('packages-remove');
  if (!(await confirm({ title, text, action, danger: true }))) return false;
  return attempt(async () => {
    const removal = await call('remove_package', { name, version });
    const gone = { name: called, bytes: removal.bytes };
    // In French, a version has another gender than a package.
    removed(
      removal,
      version ? t('packages-version-removed', gone) : t('packages-removed', gone),
      version ? t('packages-version-restored', gone) : t('packages-restored', gone),
    );
  });
}
