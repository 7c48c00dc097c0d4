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

/** "customers/2026": its input dataset. */
export const inputData = (run: RunRow) => place(run.dataset, run.folder);

/** "customers/2026": what went in. */
export const data = (run: RunRow) =>
  run.kind === 'evaluation' ? evaluationData(run) : inputData(run);

/** The tags in what was typed: commas are between them. */
export const tagsIn = (text: string) => text.split(',').filter((tag) => tag.trim() !== '');

/** Its page; of one that waits for its time, its schedule's. */
export const open = (run: RunRow) =>
  run.status === 'Scheduled' && run.schedule
    ? go({ page: 'schedule', id: run.schedule })
    : go({ page: 'run', id: run.id, tab: 'overview' });

/** The form, with everything as this run had it. */
export const again = (run: RunRow) => go({ page: 'form', run: run.id });

/** The same, to resolve as of this day. */
export const againAsOf = (run: RunRow, asOf: string) => go({ page: 'form', run: run.id, asOf });

/** Has it stand before the others, or no longer. */
export const pin = (run: RunRow) => pinAll([run.id], !run.pinned);

export const pinAll = (ids: string[], pinned: boolean) =>
  attempt(() => call('pin_runs', { ids, pinned }));

/** Asks it to stop; the news offers not to wait for it. */
export async function stop(run: RunRow, now = false): Promise<void> {
  const stopped = await attempt(() => call('stop_run', { id: run.id, now }));
  if (!stopped || now || run.status === 'Queued') return;
  const action = { label: t('pipelines-stop-now'), run: () => void stop(run, true) };
  toast({ look: 'done', text: t('pipelines-stopping', { name: run.name }), action });
}

/** Asks several to stop, once the person has agreed. */
export async function stopAll(ids: string[]): Promise<void> {
  const runs = ids.length;
  const [title, text] = [t('selection-stop-title', { runs }), t('selection-stop-text')];
  if (!(await confirm({ title, text, action: t('pipelines-stop'), danger: true }))) return;
  if (!(await attempt(() => call('stop_runs', { ids, now: false })))) return;
  const now = () => void attempt(() => call('stop_runs', { ids, now: true }));
  const action = { label: t('pipelines-stop-now'), run: now };
  toast({ look: 'done', text: t('selection-stopping', { runs }), action });
}

/** Removes it once the person has agreed. Answers whether it is gone. */
export const remove = ({ id, name }: RunRow): Promise<boolean> =>
  removeThose([id], t('pipelines-remove-title', { name }), t('pipelines-remove-text'));

/** The same for several; `open` are those that were chosen too, and stay. */
export function removeAll(ids: string[], open: { name: string }[]): Promise<boolean> {
  const title = t('selection-remove-title', { runs: ids.length });
  const names = open.slice(0, NAMED).map(({ name }) => name);
  if (open.length > NAMED) names.push('…');
  const stay = t('selection-remove-open', { runs: open.length, names: names.join(', ') });
  return removeThose(ids, title, t('selection-remove-text'), open.length > 0 ? [stay] : []);
}

/** How many runs are named in a sentence. */
const NAMED = 5;
/** How long what was removed can be put back, in milliseconds. */
const UNDO = 10_000;

async function removeThose(ids: string[], title: string, text: string, notes: string[] = []) {
  const freed = call('runs_usage', { ids }).then(
    (bytes) => t('selection-frees', { bytes }),
    () => '',
  );
  const finding = { meanwhile: t('selection-frees-soon'), found: freed };
  const action = t('pipelines-remove');
  if (!(await confirm({ title, text, notes, finding, action, danger: true }))) return false;
  return attempt(async () => {
    const { undo, bytes } = await call('remove_runs', { ids });
    toast({
      look: 'done',
      text: t('selection-removed', { runs: ids.length, bytes }),
      lasts: UNDO,
      action: { label: t('undo'), run: () => void putBack(undo, ids.length), undoes: true },
      onmissed: () => void attempt(() => call('forget_runs', { undo })),
    });
  });
}

async function putBack(undo: number, runs: number): Promise<void> {
  if (await attempt(() => call('restore_runs', { undo })))
    toast({ look: 'done', text: t('selection-restored', { runs }) });
}
