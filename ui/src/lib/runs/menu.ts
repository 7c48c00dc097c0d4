// The context menu of a run in a list: what its keys and buttons do.

import { copyItem } from '$lib/components/contextMenu.svelte';
import type { MenuItem } from '$lib/components/menu';
import type { Move, RunRow } from '$lib/ipc';
import { go } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';
import { again, hasEnded, open, pin, remove, reproduce, stop } from './runs';

/** What only the run list can do. */
type Further = { tag?: () => void; move?: (to: Move) => void };

export function runMenu(run: RunRow, { tag, move }: Further = {}): MenuItem[] {
  const scheduled = run.status === 'Scheduled';
  const ended = hasEnded(run);
  const items: (MenuItem | false)[] = [
    { label: t('open'), keys: '↵', onselect: () => open(run) },
    !scheduled && {
      label: t('pipelines-again'),
      icon: 'again',
      keys: 'R',
      testid: 'menu-again',
      onselect: () => again(run),
    },
    ended && {
      label: t('pipelines-reproduce'),
      icon: 'equal',
      testid: 'menu-reproduce',
      onselect: () => void reproduce(run),
    },
    tag !== undefined && { label: t('tag-add'), icon: 'tag', keys: 'T', onselect: tag },
    {
      label: run.pinned ? t('unpin') : t('pin'),
      icon: 'pin',
      keys: 'P',
      testid: 'menu-pin',
      onselect: () => void pin(run),
    },
    ...(move && run.status === 'Queued' ? queueItems(move) : []),
    !scheduled && {
      label: t('lineage-title'),
      icon: 'lineage',
      testid: 'menu-lineage',
      onselect: () => go({ page: 'lineage', of: 'run', id: run.id }),
    },
    'line',
    copyItem(t('copy-name'), run.name),
    copyItem(t('copy-id'), run.id),
    !scheduled && 'line',
    !scheduled &&
      !ended && {
        label: t('pipelines-stop'),
        icon: 'stop',
        keys: 'S',
        danger: true,
        testid: 'menu-stop',
        onselect: () => void stop(run),
      },
    ended && {
      label: t('pipelines-remove'),
      icon: 'trash',
      keys: t('key-delete'),
      danger: true,
      testid: 'menu-remove',
      onselect: () => void remove(run),
    },
  ];
  return items.filter((item) => item !== false);
}

const queueItems = (move: (to: Move) => void): MenuItem[] => [
  'line',
  { label: t('queue-sooner'), keys: 'Alt ↑', onselect: () => move({ to: 'sooner' }) },
  { label: t('queue-later'), keys: 'Alt ↓', onselect: () => move({ to: 'later' }) },
];
