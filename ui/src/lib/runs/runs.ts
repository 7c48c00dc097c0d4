// Actions on runs, used by the list and by a run's page.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, type RunRow, type Status } from '$lib/ipc';
import { go } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';

export const ACTIVE: Status[] = ['Scheduled', 'Queued', 'Packaging', 'Running'];

export const hasEnded = (run: RunRow) => !ACTIVE.includes(run.status);

const dataPath = (dataset: string | null, folder: string) =>
  [dataset, folder].filter(Boolean).join('/');

/** The evaluation dataset, for example "customers/2026". */
export const evaluationData = (run: RunRow) => dataPath(run.evaluation, run.evaluationFolder);

/** The input dataset, for example "customers/2026". */
export const inputData = (run: RunRow) => dataPath(run.dataset, run.folder);

/** The dataset that the run list shows, for example "customers/2026". */
export const data = (run: RunRow) =>
  run.kind === 'evaluation' ? evaluationData(run) : inputData(run);

/** Splits a text into tags, which are separated by commas. */
export const tagsIn = (text: string) => text.split(',').filter((tag) => tag.trim() !== '');

/** Opens a run's page. For a Scheduled run, that is the page of its schedule. */
export const open = (run: RunRow) =>
  run.status === 'Scheduled' && run.schedule
    ? go({ page: 'schedule', id: run.schedule })
    : go({ page: 'run', id: run.id, tab: 'overview' });

/** Opens the form, filled in from this run. */
export const again = (run: RunRow) => go({ page: 'form', run: run.id });

/** The same, to resolve as of this day. */
export const againAsOf = (run: RunRow, asOf: string) => go({ page: 'form', run: run.id, asOf });

/** Pins a run to the top of the list, or unpins it. */
export const pin = (run: RunRow) => pinAll([run.id], !run.pinned);

export const pinAll = (ids: string[], pinned: boolean) =>
  attempt(() => call('pin_runs', { ids, pinned }));

/** Stops a run with its grace period. The toast offers to stop it at once. */
export async function stop(run: RunRow, now = false): Promise<void> {
  const stopped = await attempt(() => call('stop_run', { id: run.id, now }));
  if (!stopped || now || run.status === 'Queued') return;
  const action = { label: t('pipelines-stop-now'), run: () => void stop(run, true) };
  toast({ look: 'done', text: t('pipelines-stopping', { name: run.name }), action });
}

/** Stops several runs, if the user agrees. */
export async function stopAll(ids: string[]): Promise<void> {
  const runs = ids.length;
  const [title, text] = [t('selection-stop-title', { runs }), t('selection-stop-text')];
  if (!(await confirm({ title, text, action: t('pipelines-stop'), danger: true }))) return;
  if (!(await attempt(() => call('stop_runs', { ids, now: false })))) return;
  const now = () => void attempt(() => call('stop_runs', { ids, now: true }));
  const action = { label: t('pipelines-stop-now'), run: now };
  toast({ look: 'done', text: t('selection-stopping', { runs }), action });
}

/** Removes a run if the user agrees. Resolves to whether it was removed. */
export const remove = ({ id, name }: RunRow): Promise<boolean> =>
  removeThose([id], t('pipelines-remove-title', { name }), t('pipelines-remove-text'));

/** The same for several. `open` are selected runs that cannot be removed yet. */
export function removeAll(ids: string[], open: { name: string }[]): Promise<boolean> {
  const title = t('selection-remove-title', { runs: ids.length });
  const names = open.slice(0, NAMED).map(({ name }) => name);
  if (open.length > NAMED) names.push('…');
  const stay = t('selection-remove-open', { runs: open.length, names: names.join(', ') });
  return removeThose(ids, title, t('selection-remove-text'), open.length > 0 ? [stay] : []);
}

/** How many runs a sentence names. */
const NAMED = 5;
/** For how long removed runs can be restored, in milliseconds. */
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
