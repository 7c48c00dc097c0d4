// Removals that can be undone for a while.

import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, refusal, type Removal, type StoredId } from '$lib/ipc';
import { t } from '$lib/words.svelte';
import { Work } from '$lib/work.svelte';

/** For how long removed things can be restored, in milliseconds. */
const UNDO = 10_000;

/** Reports a removal and offers to undo it. What was restored is reported as `restored`. */
export function removed({ undo }: Removal, text: string, restored: string): void {
  // On a disk without any room, nothing could be kept.
  if (undo === null) {
    toast({ look: 'done', text });
    return;
  }
  const putBack = async () => {
    try {
      await call('restore_removed', { undo });
      toast({ look: 'done', text: restored });
    } catch (thrown) {
      toast({ look: 'failed', text: refusal(thrown).text, ...again });
    }
  };
  const again = {
    action: { label: t('undo'), run: () => void putBack(), undoes: true },
    onmissed: () => void attempt(() => call('forget_removed', { undo })),
  };
  toast({ look: 'done', text, lasts: UNDO, ...again });
}

/** Finds out how much removing things would free, for the question whether to. */
export function freeing(things: StoredId[]) {
  const work = new Work();
  let known: number | null = null;
  const found = work
    .run((task) => call('would_free', { things, task }))
    .then(
      (bytes) => {
        known = bytes;
        return bytes === null ? t('selection-frees-unknown') : t('selection-frees', { bytes });
      },
      () => '',
    );
  return {
    finding: { meanwhile: t('selection-frees-soon'), found },
    /** Stops looking once the question is answered. Returns what was found. */
    end(): number | null {
      if (work.busy) work.stop();
      return known;
    },
  };
}
