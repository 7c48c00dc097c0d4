// Where in a version's files a line of a traceback leads.

import type { LogLine, RunRow } from '$lib/ipc';
import { write } from '$lib/router.svelte';
import { textOf } from './log.svelte';

/** A place in the package's own code: in the run's working copy of it, or beneath the working directory. */
const PLACE = /^\s+File "(?:.*\/work\/package\/[^/]+\/|(?:\.\/)?(?![/<]))(.+)", line (\d+)/;

/** The address of the code that a line of a run's log is about; undefined for most lines. */
export function sourceOf(line: LogLine | undefined, run: RunRow): string | undefined {
  if (line?.kind !== 'traceback') return undefined;
  const [, path, number] = PLACE.exec(textOf(line)) ?? [];
  if (!path) return undefined;
  return write({
    page: 'files',
    name: run.package,
    version: run.version,
    path,
    line: Number(number),
  });
}
