// The run list's columns: which there are, and how wide they are.

import type { RunSort } from '$lib/ipc';
import { language, t } from '$lib/words.svelte';

/** All there are, in the order they stand in. */
export const COLUMNS = [
  'status',
  'name',
  'type',
  'package',
  'made',
  'dataset',
  'evaluation',
  'tags',
  'created',
  'started',
  'ended',
  'duration',
  'score',
] as const satisfies RunSort[];
export type ColumnId = (typeof COLUMNS)[number];

/** What who has chosen none is shown, in a wide window and in a narrow one. */
const USUAL: ColumnId[] = [
  'status',
  'name',
  'type',
  'package',
  'dataset',
  'created',
  'duration',
  'score',
];
const FEW: ColumnId[] = ['status', 'name', 'package', 'created', 'duration', 'score'];

/** Those of the chosen columns that there are, in their order; if there are none, the usual ones. */
export function shown(chosen: RunSort[], narrow: boolean): ColumnId[] {
  const those = COLUMNS.filter((id) => chosen.includes(id));
  return those.length > 0 ? those : narrow ? FEW : USUAL;
}

/** Times, versions and scores are wanted from the newest and best, names from A on. */
export const falls = (sort: RunSort) =>
  ['created', 'started', 'ended', 'duration', 'made', 'score'].includes(sort);

/** How it is shown. */
export function column(id: ColumnId) {
  const widths: Record<ColumnId, string> = {
    status: language() === 'fr' ? '172px' : '108px',
    name: 'minmax(96px, 1.6fr)',
    type: language() === 'fr' ? '112px' : '96px',
    package: 'minmax(112px, 1.2fr)',
    made: language() === 'fr' ? '112px' : '92px',
    dataset: 'minmax(80px, 1fr)',
    evaluation: 'minmax(96px, 1fr)',
    tags: 'minmax(96px, 1fr)',
    created: '92px',
    started: '92px',
    ended: '92px',
    duration: '92px',
    score: '64px',
  };
  const right = id === 'duration' || id === 'score';
  return { title: t(`pipelines-column-${id}`), width: widths[id], right, sort: id };
}
