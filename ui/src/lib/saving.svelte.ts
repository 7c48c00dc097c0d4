// Saving files of runs and datasets. Zips can take a while.

import { attempt } from './components/toasts.svelte';
import { call, type Saved, type Tree } from './ipc';
import { showSaved } from './saved';
import { Work } from './work.svelte';

/** The operation in progress. */
export const saving = new Work();

/** Saves something, unless something else is being saved. */
export async function save(work: (task: number) => Promise<Saved | null>): Promise<void> {
  if (saving.busy) return;
  await attempt(async () => {
    const saved = await saving.run(work);
    if (saved) showSaved(saved);
  });
}

/** Saves files and folders of a tree; the empty path is all of it. */
export const saveFiles = (tree: Tree, paths: string[]) =>
  save((task) => call('save_files', { tree, paths, task }));
