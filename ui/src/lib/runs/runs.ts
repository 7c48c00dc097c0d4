// Actions on runs, used by the list and by a run's page.

import { confirm } from '$lib/components/confirm.svelte';
import { attempt, drop, toast, toasts } from '$lib/components/toasts.svelte';
import { call, on, type RunRow, type Status } from '$lib/ipc';
import { freeing, removed } from '$lib/removal';
import { go } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';
import { Work } from '$lib/work.svelte';

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

/** Starts a run with the same version, data, packages and parameters, and opens its page, which compares the two. */
export const reproduce = (run: RunRow) =>
  attempt(async () => {
    open(await new Work().run((task) => call('reproduce_run', { id: run.id, task })));
  });

/** Pins a run to the top of the list, or unpins it. */
export const pin = (run: RunRow) => pinAll([run.id], !run.pinned);

export const pinAll = (ids: string[], pinned: boolean) =>
  attempt(() => call('pin_runs', { ids, pinned }));

/** A run, as far as a sentence is about it. */
type Named = Pick<RunRow, 'id' | 'name'>;

/** Says why a key does nothing. */
const explain = (text: string) => toast({ look: 'info', text });

/** Stops a run, if the user agrees. */
export function stop(run: RunRow): Promise<void> {
  const { name } = run;
  if (run.status === 'Scheduled') explain(t('pipelines-stop-scheduled', { name }));
  else if (hasEnded(run)) explain(t('pipelines-stop-over', { name }));
  else return stopAll([run]);
  return Promise.resolve();
}

/** Stops several runs, if the user agrees. */
export async function stopAll(runs: Named[]): Promise<void> {
  const single = only(runs);
  const question = single
    ? { title: t('pipelines-stop-title', { name: single.name }), text: t('pipelines-stop-text') }
    : {
        title: t('selection-stop-title', { runs: runs.length }),
        text: t('selection-stop-text'),
      };
  if (await confirm({ ...question, action: t('pipelines-stop'), danger: true })) {
    await stopNow(runs);
  }
}

/** Stops runs with their grace period. Toasts offer to stop them at once or, if they had not begun,
 * to put them back into the queue. */
export const stopNow = (runs: Named[]) =>
  attempt(async () => {
    const ids = runs.map(({ id }) => id);
    const dequeued = new Set(await call('stop_runs', { ids, now: false }));
    const [waited, begun] = [true, false].map((has) =>
      runs.filter(({ id }) => dequeued.has(id) === has),
    ) as [Named[], Named[]];
    if (begun.length > 0) showStopping(begun);
    if (waited.length > 0) showDequeued(waited);
  });

function showStopping(runs: Named[]): void {
  const ids = runs.map(({ id }) => id);
  const now = () => void attempt(() => call('stop_runs', { ids, now: true }));
  const single = only(runs);
  const shown = toast({
    look: 'done',
    text: single
      ? t('pipelines-stopping', { name: single.name })
      : t('selection-stopping', { runs: runs.length }),
    action: { label: t('pipelines-stop-now'), run: now },
  });
  // Once they have ended, there is nothing left to stop.
  const look = async () => {
    if ((await call('selected_runs', { ids })).open.length === 0) drop(shown);
    if (!toasts().some(({ id }) => id === shown)) off();
  };
  const off = on('store', () => void look().catch(() => {}));
  void look().catch(() => {});
}

function showDequeued(runs: Named[]): void {
  const ids = runs.map(({ id }) => id);
  const single = only(runs);
  const text = (name: 'dequeued' | 'requeued') =>
    single
      ? t(`pipelines-${name}`, { name: single.name })
      : t(`selection-${name}`, { runs: runs.length });
  const requeue = async () => {
    if (await attempt(() => call('requeue_runs', { ids })))
      toast({ look: 'done', text: text('requeued') });
  };
  const action = { label: t('undo'), run: () => void requeue(), undoes: true };
  toast({ look: 'done', text: text('dequeued'), lasts: UNDO, action });
}

const only = <T>(all: T[]): T | undefined => (all.length === 1 ? all[0] : undefined);

/** A run that is to be removed; `made` is its version. */
type Ended = Named & { made: string | null };

/** Removes a run if the user agrees. Resolves to whether it was removed. */
export function remove(run: RunRow): Promise<boolean> {
  const { name } = run;
  if (run.status === 'Scheduled') explain(t('pipelines-stop-scheduled', { name }));
  else if (!hasEnded(run)) explain(t('pipelines-remove-open', { name }));
  else return removeAll([{ ...run, made: run.newVersion }], []);
  return Promise.resolve(false);
}

/** The same for several. `open` are selected runs that cannot be removed yet. */
export async function removeAll(runs: Ended[], open: Named[]): Promise<boolean> {
  const ids = runs.map(({ id }) => id);
  const single = only(runs);
  const { finding, end } = freeing(ids.map((id) => ({ kind: 'run', id, project: null })));
  const question = {
    title: single
      ? t('pipelines-remove-title', { name: single.name })
      : t('selection-remove-title', { runs: runs.length }),
    text: single ? t('pipelines-remove-text') : t('selection-remove-text'),
    notes: [...versionsStay(runs), ...runsStay(open)],
    finding,
    action: t('pipelines-remove'),
    danger: true,
  };
  const isAgreed = await confirm(question);
  const freed = end();
  if (!isAgreed) return false;
  return attempt(async () => {
    const removal = await call('remove_runs', { ids });
    const runs = ids.length;
    removed(
      removal,
      t('selection-removed', { runs, bytes: freed ?? removal.bytes }),
      t('selection-restored', { runs }),
    );
  });
}

/** Says that versions stay, if there are any. */
function versionsStay(runs: Ended[]): string[] {
  if (runs.every(({ made }) => made === null)) return [];
  const version = only(runs)?.made;
  return [version ? t('pipelines-remove-made', { version }) : t('selection-remove-made')];
}

/** Names the selected runs that cannot be removed yet. */
function runsStay(open: Named[]): string[] {
  if (open.length === 0) return [];
  const names = open.slice(0, NAMED).map(({ name }) => name);
  if (open.length > NAMED) names.push('…');
  return [t('selection-remove-open', { runs: open.length, names: names.join(', ') })];
}

/** How many runs a sentence names. */
const NAMED = 5;
/** For how long a stop can be undone, in milliseconds. */
const UNDO = 10_000;
