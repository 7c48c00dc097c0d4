// Saving a run's files and publishing its version. Zips can take a while.

import { attempt, toast } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { showSaved } from '$lib/saved';
import { Work } from '$lib/work.svelte';
import { t } from '$lib/words.svelte';

/** The operation in progress. */
export const saving = new Work();

/** Exports a run as a file that another store can import. */
export async function exportRun(id: string): Promise<void> {
  if (saving.busy) return;
  await attempt(async () => {
    const saved = await saving.run((task) => call('export_run', { id, task }));
    if (saved) showSaved(saved);
  });
}

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
export async function saveFromRun(id: string, path: string | null, zip: boolean): Promise<void> {
  if (saving.busy) return;
  await attempt(async () => {
    const saved = await saving.run((task) => call('save_from_run', { id, path, zip, task }));
    if (saved) showSaved(saved);
  });
}
