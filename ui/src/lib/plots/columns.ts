// The columns of a table of runs that an axis can show: numbers, times, durations and categories.

import { value } from '$lib/charts/figures';
import { duration, exact } from '$lib/format.svelte';
import type { RunTable } from '$lib/ipc';
import { seen } from '$lib/write';
import { t } from '$lib/words.svelte';

export type Column = {
  /** What it is remembered by. */
  id: string;
  /** What it is called. */
  name: string;
  kind: 'number' | 'category' | 'time' | 'duration';
  /** Of each row its number, its time or duration in milliseconds, or the index of its category; null: it has none. */
  values: (number | null)[];
  /** What the categories are called; empty for whatever is counted. */
  categories: string[];
  /** How far the runs of a row are from its value: the standard deviation. Null: there is only one. */
  deviations?: (number | null)[];
};

const natural = new Intl.Collator('en', { numeric: true });

/** All columns in which at least one run has a value. */
export function columnsOf({ runs, parameters, logged, metrics }: RunTable): Column[] {
  const texts = (id: string, name: string, values: (string | null)[]) => column(id, name, values);
  const numbers = (id: string, name: string, kind: Column['kind'], values: (number | null)[]) => ({
    ...{ id, name, kind, values },
    categories: [],
  });
  const own = (name: string) => t('compared-name', { name });
  const all: Column[] = [
    numbers(
      'score',
      own('score'),
      'number',
      runs.map(({ score }) => score),
    ),
    numbers(
      'duration',
      own('duration'),
      'duration',
      runs.map(({ seconds }) => (seconds === null ? null : seconds * 1000)),
    ),
    ...metrics.flatMap(({ name, last, min, max }) =>
      Object.entries({ last, min, max }).map(([figure, values]) =>
        numbers(
          `metric:${figure}:${name}`,
          t('compared-metric', { name: seen(name), figure }),
          'number',
          values,
        ),
      ),
    ),
    ...parameters.map(({ name, values }) => texts(`parameter:${name}`, seen(name), values)),
    ...logged.map(({ name, values }) =>
      texts(`logged:${name}`, t('plot-logged', { name: seen(name) }), values),
    ),
    category(
      'version',
      own('version'),
      runs.map((run) => `${run.package} ${run.version}`),
    ),
    category(
      'dataset',
      own('dataset'),
      runs.map(({ dataset }) => dataset),
    ),
    numbers(
      'created',
      t('pipelines-column-created'),
      'time',
      runs.map(({ created }) => created),
    ),
  ];
  return all.filter(({ values }) => values.some((one) => one !== null));
}

/** A column of texts: numbers, if all of them are. */
function column(id: string, name: string, texts: (string | null)[]): Column {
  const values = texts.map((text) => (text === null ? null : asNumber(text)));
  if (values.some((one) => one !== null && !Number.isFinite(one))) return category(id, name, texts);
  return { id, name, kind: 'number', values, categories: [] };
}

const asNumber = (text: string) => (text.trim() === '' ? NaN : Number(text));

function category(id: string, name: string, texts: (string | null)[]): Column {
  const categories = [...new Set(texts.filter((text) => text !== null))].sort(natural.compare);
  const index = new Map(categories.map((text, i) => [text, i]));
  const values = texts.map((text) => (text === null ? null : index.get(text)!));
  return { id, name, kind: 'category', values, categories };
}

/** Whether there is something to see along its axis. */
export const varies = ({ values }: Column): boolean =>
  new Set(values.filter((one) => one !== null)).size > 1;

/** How a value of a column is written. */
export function written({ kind, categories }: Column, one: number | null): string {
  if (one === null) return '–';
  if (kind === 'category') return seen(categories[one] || '""');
  if (kind === 'time') return exact(one);
  return kind === 'duration' ? duration(0, one) : value(one);
}

/** The value of a row and, unless its runs agree, how far they are from it: "0.31 ± 0.02". */
export function writtenAt(column: Column, row: number): string {
  const one = written(column, column.values[row] ?? null);
  const deviation = column.deviations?.[row] ?? null;
  return !deviation ? one : `${one} ± ${written(column, deviation)}`;
}

/** What a row is called, and its values, as they are read to whoever does not see them. */
export const spoken = (title: string, facts: Fact[]): string =>
  `${title}: ${facts.map(({ name, value }) => `${name} ${value}`).join(', ')}`;

export type Fact = { name: string; value: string };

/** The values of a row in some columns, each once. */
export const factsOf = (columns: (Column | null)[], row: number): Fact[] =>
  [...new Set(columns)].flatMap((one) =>
    one ? [{ name: one.name, value: writtenAt(one, row) }] : [],
  );
