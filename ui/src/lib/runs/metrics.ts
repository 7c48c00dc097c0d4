// Metrics as columns of the run list, and conditions for them.

import type { Relation, Condition, MetricFigure, RunColumn } from '$lib/ipc';
import { digits } from '$lib/format.svelte';
import { t } from '$lib/words.svelte';
import { seen } from '$lib/write';

/** The values of a metric that can be a column: what comes before the metric's name. */
export const FIGURES = ['metric', 'min', 'max', 'mean'] as const;

export const RELATIONS: Relation[] = ['<', '<=', '>', '>=', '=', '!='];

export const isMetric = (column: RunColumn | Condition['of']): column is MetricFigure =>
  column.includes(':');

/** A metric's name, and which of its values the column has. */
function parts(column: MetricFigure) {
  const colon = column.indexOf(':');
  return { figure: column.slice(0, colon), name: column.slice(colon + 1) };
}

export const metricName = (column: MetricFigure): string => parts(column).name;

/** What a column is called. The last value is meant where nothing else is said. */
export function metricTitle(column: MetricFigure): string {
  const { figure, name } = parts(column);
  return figure === 'metric' ? seen(name) : t('compared-metric', { name: seen(name), figure });
}

/** A condition as a short text: `val/loss < 0.3`. */
export function conditionText({ of, is, value }: Condition): string {
  const name = isMetric(of) ? metricTitle(of) : t('pipelines-column-score');
  return `${name} ${is} ${digits(value)}`;
}
