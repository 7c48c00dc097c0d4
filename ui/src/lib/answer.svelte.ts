// Data from the store: read when the page opens, and again whenever the store changes.

import { refusal } from './ipc';
import { live } from './live.svelte';

export class Answer<T> {
  /** null until it has been read. */
  value = $state.raw<T | null>(null);
  /** Why the last attempt to read it failed; empty if it succeeded. */
  refused = $state('');

  constructor(ask: () => Promise<T>) {
    live('store', async () => {
      try {
        this.value = await ask();
        this.refused = '';
      } catch (thrown) {
        this.refused = refusal(thrown).text;
      }
    });
  }
}
