// Importing exported runs, from the run list or dropped on the window.

import { attempt, toast } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { go } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';
import { Work } from '$lib/work.svelte';

/** The import in progress. */
export const importing = new Work();

/** How many refusals are shown; the others are only counted. */
const MAX_SHOWN = 2;

export const isExportedRun = (path: string) => path.endsWith('.run.zip');

/** Imports the runs that the user chooses. */
export const chooseRuns = () =>
  attempt(async () => {
    const chosen = await call('choose', { what: 'runs' });
    if (chosen.length > 0) await importRuns(chosen.map(({ path }) => path));
  });

/** Imports these files. If it is a single run, its page is opened. */
export async function importRuns(paths: string[]): Promise<void> {
  if (importing.busy) return;
  await attempt(async () => {
    const done = await importing.run((task) => call('import_runs', { paths, task }));
    const { runs, refused } = done;
    const [first] = runs;
    if (first) toast({ look: 'done', text: t('pipelines-imported', { count: runs.length }) });
    if (first && runs.length === 1) go({ page: 'run', id: first.id, tab: 'overview' });
    for (const text of refused.slice(0, MAX_SHOWN)) toast({ look: 'failed', text });
    const more = refused.length - MAX_SHOWN;
    if (more > 0) toast({ look: 'failed', text: t('pipelines-import-more', { count: more }) });
  });
}
