// What can be done with a run, from the list as from its page.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, type RunRow, type Status } from '$lib/ipc';
import { go } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';

export const ACTIVE: Status[] = ['Scheduled', 'Queued', 'Packaging', 'Running'];

export const hasEnded = (run: RunRow) => !ACTIVE.includes(run.status);

const place = (dataset: string | null, folder: string) =>
  [dataset, folder].filter(Boolean).join('/');

/** "customers/2026": what it evaluates on. */
export const evaluationData = (run: RunRow) => place(run.evaluation, run.evaluationFolder);

/** "customers/2026": what went in. */
export const data = (run: RunRow) =>
  run.kind === 'evaluation' ? evaluationData(run) : place(run.dataset, run.folder);

/** The form, with everything as this run had it. */
export const again = (run: RunRow) => go({ page: 'form', run: run.id });

/** Asks it to stop; the news offers not to wait for it. */
export async function stop(run: RunRow, now = false): Promise<void> {
  const stopped = await attempt(() => call('stop_run', { id: run.id, now }));
  if (!stopped || now || run.status === 'Queued') return;
  const action = { label: t('pipelines-stop-now'), run: () => void stop(run, true) };
  toast({ look: 'done', text: t('pipelines-stopping', { name: run.name }), action });
}

/** Removes it once the person has agreed. Answers whether it is gone. */
export async function remove(run: RunRow): Promise<boolean> {
  const title = t('pipelines-remove-title', { name: run.name });
  const text = t('pipelines-remove-text');
  if (!(await confirm({ title, text, action: t('pipelines-remove'), danger: true }))) return false;
  return attempt(async () => {
    const bytes = await call('remove_run', { id: run.id });
    toast({ look: 'done', text: t('pipelines-removed', { bytes }) });
  });
}
