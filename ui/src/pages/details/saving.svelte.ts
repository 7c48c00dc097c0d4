// Saving what a run left, and publishing it. The program asks where; zips may take a while.

import { attempt, toast } from '$lib/components/toasts.svelte';
import { bytes } from '$lib/format.svelte';
import { call, type Saved } from '$lib/ipc';
import { Work } from '$lib/work.svelte';
import { t } from '$lib/words.svelte';

/** What is being saved now. */
export const saving = new Work();

/** Tells where something was saved, and what could not be taken, which stays until it is read. */
function showSaved({ path, bytes: size, leftOut }: Saved): void {
  toast({ look: 'done', text: t('saved', { path, size: bytes(size) }) });
  if (leftOut) toast({ look: 'failed', text: leftOut });
}

/** Exports a run as one file that another store can import. */
export async function exportRun(id: string): Promise<void> {
  if (saving.busy) return;
  await attempt(async () => {
    const saved = await saving.run((task) => call('export_run', { id, task }));
    if (saved) showSaved(saved);
  });
}

/** Makes the version of a run that went through its calls and ended without one. */
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
