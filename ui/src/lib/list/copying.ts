// How far a dataset has been copied, in words.

import { bytes, number } from '$lib/format.svelte';
import { t } from '$lib/words.svelte';
import type { WorkProgress } from '$lib/work.svelte';

/** "12 of 340 files, 1.2 MB of 30 MB". */
export const copied = ({ filesDone, filesTotal, bytesDone, bytesTotal }: WorkProgress) =>
  t('datasets-progress', {
    done: number(filesDone),
    total: number(filesTotal),
    bytes: bytes(bytesDone),
    size: bytes(bytesTotal),
  });
