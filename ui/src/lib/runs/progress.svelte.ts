// How far the runs in progress are. Nothing in the store changes while a training goes on, so it is asked for from time
// to time, and only then.

import { call, type RunProgress } from '$lib/ipc';
import { paced } from '$lib/pace';
import { runsInProgress } from '$lib/title.svelte';

/** The time between two readings, in milliseconds. */
const PAUSE = 2000;

let known = $state.raw<Record<string, RunProgress>>({});

/** How far a run is; undefined if it is not in progress, or that is not known. */
export const progressOf = (id: string): RunProgress | undefined => known[id];

async function read(): Promise<void> {
  const all = await call('runs_progress');
  known = Object.fromEntries(all.map((progress) => [progress.id, progress]));
}

/** Keeps it up to date for as long as the component exists. The program shows it in the task bar, too. */
export function watchProgress(): void {
  let wasOn = false;
  $effect(() => {
    const isOn = (runsInProgress() ?? 0) > 0;
    // After the last run, it is read once more, and then it is empty.
    if (!isOn && !wasOn) return;
    wasOn = isOn;
    const again = paced(read, 0);
    again();
    const timer = isOn ? setInterval(again, PAUSE) : undefined;
    return () => {
      clearInterval(timer);
      again.stop();
    };
  });
}
