// What a run logged besides series, by name: images, histograms.

import { paced } from '$lib/pace';
import { onMetrics } from './program';

/** The least time between two readings, in milliseconds. */
const PAUSE = 1000;

export class ByName<One> {
  all = $state.raw<One[]>([]);

  constructor(
    private readonly read: () => Promise<One[]>,
    private readonly title: (one: One) => string,
  ) {}

  /** Reads them now, and whenever the run has logged something. Returns a function that ends it. */
  follow(): () => void {
    // Why they cannot be read, the overview says.
    const again = paced(async () => {
      this.all = await this.read().catch(() => []);
    }, PAUSE);
    again();
    const off = onMetrics(again);
    return () => {
      off();
      again.stop();
    };
  }

  /** Those whose titles contain this text. */
  matching(text: string): One[] {
    const wanted = text.trim().toLowerCase();
    return this.all.filter((one) => this.title(one).toLowerCase().includes(wanted));
  }
}
