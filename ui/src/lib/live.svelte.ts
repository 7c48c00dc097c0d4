// What a page shows is read again when the program says that it changed.

import { untrack } from 'svelte';
import { call, on, type Event } from './ipc';
import { paced } from './pace';

/** How soon after one reading the next may follow. */
const PAUSE = 250;

/** Reads now, and again after each event, while the component is there. */
export function live(
  name: 'store' | 'run',
  read: () => Promise<unknown>,
  about: (event: Event) => boolean = () => true,
  pause = PAUSE,
): void {
  $effect(() => {
    const again = paced(read, pause);
    // What it looks at is no reason to begin again.
    untrack(again);
    const off = on(name, (event) => about(event) && again());
    return () => {
      off();
      again.stop();
    };
  });
}

/** Rises with every call, also over a reload of the window: the program may hear of two in another order. */
let turn = Date.now();

/** From now on what happens to this run is told, and no more what happens to the one before. */
export const follow = (id: string | null) => call('follow', { id, turn: (turn += 1) });
