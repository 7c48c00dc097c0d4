// What a page shows is read again when the program says that it changed.

import { untrack } from 'svelte';
import { on, type Event } from './ipc';
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
    // What it looks at is no reason to begin anew.
    untrack(again);
    const off = on(name, (event) => about(event) && again());
    return () => {
      off();
      again.stop();
    };
  });
}
