// What charts, groups and lines are called. Names of series are shown as the code has them.

import type { LoggedHistograms, LoggedImages } from '$lib/ipc';
import { seen } from '$lib/write';
import { t, type Id } from '$lib/words.svelte';
import { valueOf } from './figures';
import { HISTOGRAMS, IMAGES, PINNED, RESOURCES, type Chart, type Line } from './grouping';

const groups: Record<string, Id> = {
  '': 'charts-group-metrics',
  [HISTOGRAMS]: 'charts-group-histograms',
  [IMAGES]: 'charts-group-images',
  [PINNED]: 'charts-group-pinned',
  [RESOURCES]: 'charts-group-resources',
};
const resources: Record<string, Id> = {
  cpu: 'charts-resource-cpu',
  memory: 'charts-resource-memory',
  disk: 'charts-resource-disk',
  gpu: 'charts-resource-gpu',
  'gpu-all': 'charts-resource-gpu-all',
  'gpu-memory': 'charts-resource-gpu-memory',
  read: 'charts-resource-read',
  written: 'charts-resource-written',
};

/** A message without variables. */
const word = (id: Id): string => (t as (id: Id) => string)(id);

export function groupName(name: string): string {
  const known = groups[name];
  return known ? word(known) : seen(name);
}

export function titleOf({ title, isResource }: Chart): string {
  const known = isResource ? resources[title] : undefined;
  return known ? word(known) : seen(title);
}

/** What the histograms of one name are called, with their part. */
export const histogramsTitle = ({ part, name }: LoggedHistograms): string =>
  seen(part ? `${part}/${name}` : name);

/** What the images of one name are called, with their part, and their number if there are several at one step. */
export function imagesTitle({ part, name, index }: LoggedImages): string {
  const full = part ? `${part}/${name}` : name;
  return seen(index > 0 ? `${full} (${index + 1})` : full);
}

/** What a line is called in a legend; empty for the only one of a chart, which the title says. */
export function labelOf({ lines, isResource }: Chart, { label }: Line): string {
  if (lines.length === 1) return '';
  const known = isResource ? resources[label] : undefined;
  return known ? word(known) : seen(label);
}

/** A chart in a sentence, for those who do not see it. */
export function described(chart: Chart): string {
  const values = chart.lines.map((line) =>
    [labelOf(chart, line), valueOf(line.series.last, chart.unit)].filter(Boolean).join(' '),
  );
  return t('charts-described', { title: titleOf(chart), values: values.join(', ') });
}
