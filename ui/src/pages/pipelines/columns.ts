// The columns of the run list.

import type { RunSort } from '$lib/ipc';
import { language, t } from '$lib/words.svelte';

/** All columns, in their order. */
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

/** The columns of users who have not chosen any, in a wide and in a narrow window. */
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

/** The chosen columns that exist, in their order; if there are none, the usual ones. */
export function shown(chosen: RunSort[], narrow: boolean): ColumnId[] {
  const known = COLUMNS.filter((id) => chosen.includes(id));
  return known.length > 0 ? known : narrow ? FEW : USUAL;
}

/** Whether a column is first sorted in descending order: times, versions, scores, but not names. */
export const descendsFirst = (sort: RunSort) =>
  ['created', 'started', 'ended', 'duration', 'made', 'score'].includes(sort);

/** A column's title and width. */
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
