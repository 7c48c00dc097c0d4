// The points of a chart that is in view: read when it comes into view, and whenever something else is to be seen.

import { untrack } from 'svelte';
import { refusal } from '$lib/ipc';
import { paced } from '$lib/pace';
import type { Asked, Axis, Points } from './program';

/** The least time between two readings of a chart, in milliseconds. */
const PAUSE = 100;

export type Shown = { x: Axis | null; points: Points[] };

export class ChartPoints {
  /** The points, and the axis that they are over: for a moment, it is not what is asked for. */
  shown = $state.raw<Shown>({ x: null, points: [] });
  loaded = $state(false);
  /** Why the last attempt to read them failed; empty if it succeeded. */
  failed = $state('');

  /**
   * Follows what `asked` answers, and `read` reads; null: nothing is asked. `version` changes when there are new points.
   * To be called while a component is made.
   */
  constructor(
    asked: () => Asked | null,
    version: () => string,
    held: Shown | undefined,
    private readonly read: (asked: Asked) => Promise<Points[]>,
  ) {
    if (held) this.shown = held;
    this.loaded = held !== undefined;
    // Compared as a text: other charts change, too, when a run has measured something.
    const wanted = $derived(JSON.stringify([asked(), version()]));
    $effect(() => {
      const again = paced(() => this.#read(asked), PAUSE);
      $effect(() => {
        void wanted;
        untrack(again);
      });
      return again.stop;
    });
  }

  async #read(asked: () => Asked | null) {
    const now = asked();
    if (!now) return;
    try {
      this.shown = { x: now.x, points: await this.read(now) };
      this.failed = '';
    } catch (thrown) {
      this.failed = refusal(thrown).text;
    }
    this.loaded = true;
  }
}
