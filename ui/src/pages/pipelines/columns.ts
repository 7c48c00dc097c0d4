// The columns of the run list.

import type { RunSort } from '$lib/ipc';
import { t } from '$lib/words.svelte';

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

/** The columns of users who have not chosen any, the most important ones first to stay. */
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

/** The chosen columns that exist, in their order; if there are none, the usual ones that fit into so
 * much room and can have a value in runs with this status. */
export function shown(chosen: RunSort[], room: number, state: string | null): ColumnId[] {
  const known = COLUMNS.filter((id) => chosen.includes(id));
  if (known.length > 0) return known;
  const without: ColumnId[] =
    room < 760 ? ['type', 'dataset', 'duration'] : room < 1100 ? ['type'] : [];
  if (state === 'queued') without.push('duration', 'score');
  if (state === 'failed' || state === 'killed') without.push('score');
  return USUAL.filter((id) => !without.includes(id));
}

/** Whether a column is first sorted in descending order: times, versions, scores, but not names. */
export const descendsFirst = (sort: RunSort) =>
  ['created', 'started', 'ended', 'duration', 'made', 'score'].includes(sort);

/** The actions on a row, after its columns. In little room, they are only in a menu. */
export const actionsColumn = (few: boolean) => ({
  title: t('column-actions'),
  width: few ? '28px' : '84px',
  untitled: true,
});

/** A column's title and width. */
export function column(id: ColumnId) {
  const widths: Record<ColumnId, string> = {
    // With room for how far a run is.
    status: 'minmax(148px, 0.01fr)',
    name: 'minmax(96px, 3fr)',
    type: '64px',
    package: 'minmax(96px, 1.2fr)',
    made: '64px',
    dataset: 'minmax(80px, 1fr)',
    evaluation: 'minmax(96px, 1fr)',
    tags: 'minmax(96px, 1fr)',
    created: '76px',
    started: '76px',
    ended: '76px',
    duration: '76px',
    score: '48px',
  };
  const right = id === 'duration' || id === 'score';
  return { title: t(`pipelines-column-${id}`), width: widths[id], right, sort: id };
}
