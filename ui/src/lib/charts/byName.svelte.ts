// The images that a run logged.

import { call, type LoggedImages } from '$lib/ipc';
import { paced } from '$lib/pace';
import { imagesTitle } from './names';
import { onMetrics } from './program';

/** The least time between two readings, in milliseconds. */
const PAUSE = 1000;

export class Images {
  all = $state.raw<LoggedImages[]>([]);

  constructor(readonly id: string) {}

  /** Reads them now, and whenever the run has logged something. Returns a function that ends it. */
  follow(): () => void {
    // Why they cannot be read, the overview says.
    const again = paced(async () => {
      this.all = await call('logged_images', { id: this.id }).catch(() => []);
    }, PAUSE);
    again();
    const off = onMetrics(again);
    return () => {
      off();
      again.stop();
    };
  }

  /** Those whose titles contain this text. */
  matching(text: string): LoggedImages[] {
    const wanted = text.trim().toLowerCase();
    return this.all.filter((one) => imagesTitle(one).toLowerCase().includes(wanted));
  }
}
