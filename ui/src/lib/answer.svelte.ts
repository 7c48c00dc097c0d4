// What a page shows of the store: read when the page comes, and again whenever the store changes.

import { refusal } from './ipc';
import { live } from './live.svelte';

export class Answer<T> {
  /** null: it has not been read yet. */
  value = $state.raw<T | null>(null);
  /** Why it could not be read the last time; empty: it could. */
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
