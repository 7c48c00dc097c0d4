// Reads what a page shows again whenever the program reports a change.

import { untrack } from 'svelte';
import { call, on, type Event, type Tree } from './ipc';
import { paced } from './pace';

/** The least time between two readings, in milliseconds. */
const PAUSE = 250;

/** Reads now, or after something else, and again after each event, for as long as the component exists. */
export function live(
  name: 'store' | 'run' | 'files',
  read: () => Promise<unknown>,
  about: (event: Event) => boolean = () => true,
  pause = PAUSE,
  after?: Promise<unknown>,
): void {
  $effect(() => {
    const again = paced(read, pause);
    // The state that `read` uses must not restart this effect.
    if (after) void after.then(again);
    else untrack(again);
    const off = on(name, (event) => about(event) && again());
    return () => {
      off();
      again.stop();
    };
  });
}

/** Increases with every call, even after a reload: two calls can arrive in the wrong order. */
let turn = Date.now();

/** From now on the program sends events about this run, and not about the previous one. */
export const follow = (id: string | null) => call('follow', { id, turn: (turn += 1) });

/** Reads again whenever something in a tree of files may have changed, for as long as the component exists. */
export function liveFiles(tree: () => Tree, read: () => Promise<unknown>): { watched: boolean } {
  const state = $state({ watched: true });
  $effect(() => {
    const again = paced(read, PAUSE);
    const off = on('files', ({ isWatched }) => {
      state.watched = isWatched;
      again();
    });
    // Whoever shows the tree says why it cannot be read.
    followFiles(tree()).catch(() => undefined);
    return () => {
      off();
      again.stop();
      followFiles(null).catch(() => undefined);
    };
  });
  return state;
}

/** From now on the program sends events about this tree, and not about the previous one. */
const followFiles = (tree: Tree | null) => call('follow_files', { tree, turn: (turn += 1) });
