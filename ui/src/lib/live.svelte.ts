// Reads what a page shows again whenever the program reports a change.

import { untrack } from 'svelte';
import { call, on, type Event, type Tree } from './ipc';
import { paced } from './pace';

/** The least time between two readings, in milliseconds. */
const PAUSE = 250;

/** Reads now, and again after each event, for as long as the component exists. */
export function live(
  name: 'store' | 'run' | 'files',
  read: () => Promise<unknown>,
  about: (event: Event) => boolean = () => true,
  pause = PAUSE,
): void {
  $effect(() => {
    const again = paced(read, pause);
    // The state that `read` uses must not restart this effect.
    untrack(again);
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

/** From now on the program sends events about this tree of files, and not about the previous one. */
export const followFiles = (tree: Tree | null) => call('follow_files', { tree, turn: (turn += 1) });
