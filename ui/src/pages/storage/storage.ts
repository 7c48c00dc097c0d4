// What takes disk: added up, and taken back.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, type Stored, type StoredKind } from '$lib/ipc';
import type { Route } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';

export const kinds: StoredKind[] = ['environment', 'package', 'dataset', 'run'];

/** How much all of a kind take together; of a kind of which there is nothing, nothing. */
export function sums(stored: Stored[]): { kind: StoredKind; bytes: number }[] {
  const of = (kind: StoredKind) => stored.filter((one) => one.kind === kind);
  const sum = (those: Stored[]) => those.reduce((bytes, one) => bytes + one.bytes, 0);
  return kinds.map((kind) => ({ kind, bytes: sum(of(kind)) }));
}

/** Its page, if it has one. */
export function pageOf({ kind, id }: Stored): Route | null {
  if (kind === 'environment') return null;
  return kind === 'run' ? { page: 'run', id, tab: 'overview' } : { page: kind, name: id };
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
