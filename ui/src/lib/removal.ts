// Removals that can be undone for a while.

import { attempt, toast } from '$lib/components/toasts.svelte';
import { call, refusal, type Removal } from '$lib/ipc';
import { t } from '$lib/words.svelte';

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
