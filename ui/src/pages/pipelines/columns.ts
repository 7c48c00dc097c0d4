// The columns of the run list.

import type { MetricFigure, RunColumn, RunSort } from '$lib/ipc';
import { best } from '$lib/runs/best.svelte';
import { isMetric, metricName, metricTitle } from '$lib/runs/metrics';
import { t } from '$lib/words.svelte';

/** All columns but metrics, in their order. */
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
type FixedColumn = (typeof COLUMNS)[number];
export type ColumnId = FixedColumn | MetricFigure;

/** The columns of users who have not chosen any, the most important ones first to stay. */
const USUAL: FixedColumn[] = [
  'status',
  'name',
  'type',
  'package',
  'dataset',
  'created',
  'duration',
  'score',
];

/** The chosen columns that exist, in their order, metrics last; if there are none, the usual ones that fit into so
 * much room and can have a value in runs with this status. */
export function shown(chosen: RunColumn[], room: number, state: string | null): ColumnId[] {
  const known = [...COLUMNS.filter((id) => chosen.includes(id)), ...chosen.filter(isMetric)];
  if (known.length > 0) return known;
  const without: FixedColumn[] =
    room < 760 ? ['type', 'dataset', 'duration'] : room < 1100 ? ['type'] : [];
  if (state === 'queued') without.push('duration', 'score');
  if (state === 'failed' || state === 'killed') without.push('score');
  return USUAL.filter((id) => !without.includes(id));
}

/** The columns with one more, or without it. */
export const toggled = (columns: ColumnId[], id: ColumnId): ColumnId[] =>
  columns.includes(id) ? columns.filter((other) => other !== id) : [...columns, id];

/** Whether a column is first sorted in descending order: times, versions, scores, but not names. Of a metric, the best
 * value comes first. */
export const descendsFirst = (sort: RunColumn) =>
  isMetric(sort)
    ? best.of(metricName(sort)) === 'max'
    : ['created', 'started', 'ended', 'duration', 'made', 'score'].includes(sort);

/** The actions on a row, after its columns. In little room, they are only in a menu. */
export const actionsColumn = (few: boolean) => ({
  title: t('column-actions'),
  width: few ? '28px' : '84px',
  untitled: true,
});

/** A column's title and width. */
export function column(id: ColumnId) {
  if (isMetric(id)) return { title: metricTitle(id), width: '48px', right: true, sort: id };
  const widths: Record<FixedColumn, string> = {
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
