// Saving a run's files and publishing its version.

import { attempt, toast } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { save, saving } from '$lib/saving.svelte';
import { t } from '$lib/words.svelte';

/** Exports a run as a file that another store can import. */
export const exportRun = (id: string) => save((task) => call('export_run', { id, task }));

/** Publishes the version of a run whose calls all succeeded but that has no version yet. */
export async function publish(id: string): Promise<void> {
  if (saving.busy) return;
  await attempt(async () => {
    const made = await saving.run((task) => call('publish_run', { id, task }));
    const version = `${made.package} ${made.version}`;
    toast({ look: 'done', text: t('details-published', { version }) });
  });
}

/** `path`: `artifacts/…`, `_results.json`, `log`; null: everything. */
export const saveFromRun = (id: string, path: string | null, zip: boolean) =>
  save((task) => call('save_from_run', { id, path, zip, task }));
