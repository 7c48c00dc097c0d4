// How a log is shown: which time stands before each line, and whether lines are wrapped.

import { clock, duration } from '$lib/format.svelte';
import type { LogLine } from '$lib/ipc';

/** The time of day, the time since the run began, or since the line before. */
export type Times = 'clock' | 'start' | 'before';

export const times = $state<{ shown: Times | null }>({ shown: null });

/** Whether long lines are wrapped. */
export const wraps = $state({ on: false });

/** The time of a line. Empty if it is not known. */
export function timeOf(
  shown: Times,
  line: LogLine | undefined,
  before: LogLine | undefined,
  began: number | null,
): string {
  const at = line?.at ?? null;
  if (at === null) return '';
  if (shown === 'clock') return clock(at);
  const since = shown === 'start' ? began : (before?.at ?? null);
  if (since === null) return '';
  const passed = duration(since, Math.max(since, at));
  return shown === 'start' ? passed : `+${passed}`;
}
