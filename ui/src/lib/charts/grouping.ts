// Which series are in one chart, and which charts in one group. Both follow from a series' own name, whatever the
// other series are: a chart stays where it is when its validation appears after the first epoch.

import { by } from './by';
import { resourceOf, type Unit } from './resources';
import type { SeriesInfo } from './program';

/** Which part of the data a series was measured on. */
type Split = 'train' | 'validation' | 'test';

export type Line = {
  series: SeriesInfo;
  split: Split | null;
  /** What tells it from the other lines of its chart. */
  label: string;
  /** Which color it has, from 0. */
  color: number;
  dashed: boolean;
};

export type Chart = {
  id: string;
  /** Empty for the charts without a group. */
  group: string;
  title: string;
  lines: Line[];
  unit: Unit | null;
  isResource: boolean;
};

/** The group of resources, which no series can name. */
export const RESOURCES = '\0resources';
export const HISTOGRAMS = '\0histograms';
export const IMAGES = '\0images';
export const PINNED = '\0pinned';

const SPLITS: Record<string, Split> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  eval: 'validation',
  evaluation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};
const WORD = Object.keys(SPLITS)
  .sort((a, b) => b.length - a.length)
  .join('|');
const WHOLE = new RegExp(`^(${WORD})(?:[_-]?\\d+)?$`, 'i');
const BEGINS = new RegExp(`^((${WORD})(?:[_-]?\\d+)?)[-_.: ]+(?=.*\\p{L})(.+)$`, 'iu');
const ENDS = new RegExp(`^(?=.*\\p{L}.*[-_.: ])(.+?)[-_.: ]+((${WORD})(?:[_-]?\\d+)?)$`, 'iu');
/** LightGBM: `valid_0's auc`. */
const OWNS = /^(.+)'s (.+)$/;
/** Lightning, if there are several sets of validation data. */
const LOADER = /^(.+)\/dataloader_idx_(\d+)$/;

type Parsed = {
  /** The name without what it was measured on: `loss`, `actor/loss`. */
  base: string;
  split: Split | null;
  /** The word of the name that says so, as it is written. */
  word: string;
};

const splitOf = (word: string): Split | null => {
  const found = WHOLE.exec(word)?.[1]?.toLowerCase();
  return found ? SPLITS[found]! : null;
};

/** Splits a name into what was measured and what it was measured on. */
export function parse(name: string): Parsed {
  const loader = LOADER.exec(name);
  if (loader) {
    const { base, split, word } = parse(loader[1]!);
    return { base, split, word: `${word} ${loader[2]}`.trim() };
  }
  const path = name.split('/');
  // `train/loss`, `Loss/train`, `train/actor/loss`.
  for (const at of [0, path.length - 1]) {
    const split = path.length > 1 ? splitOf(path[at]!) : null;
    if (split) return { base: path.toSpliced(at, 1).join('/'), split, word: path[at]! };
  }
  const last = path.at(-1)!;
  const within = (own: string, word: string): Parsed => ({
    base: [...path.slice(0, -1), own].join('/'),
    split: splitOf(word),
    word,
  });
  const owns = OWNS.exec(last);
  if (owns && splitOf(owns[1]!)) return within(owns[2]!, owns[1]!);
  const begins = BEGINS.exec(last);
  if (begins) return within(begins[3]!, begins[1]!);
  const ends = ENDS.exec(last);
  if (ends) return within(ends[1]!, ends[2]!);
  return { base: name, split: null, word: '' };
}

type Measured = { series: SeriesInfo; part: string } & Parsed;

/** Keras and others write one folder for the training and one for the validation. */
function measured(series: SeriesInfo): Measured {
  const parsed = parse(series.name);
  const folders = series.part.split('/');
  const split = parsed.split ? null : splitOf(folders.at(-1)!);
  if (!split) return { series, part: series.part, ...parsed };
  return {
    series,
    part: folders.slice(0, -1).join('/'),
    base: parsed.base,
    split,
    word: folders.at(-1)!,
  };
}

const natural = new Intl.Collator('en', { numeric: true });
const ORDER: (Split | null)[] = ['train', null, 'validation', 'test'];

/** The charts of all series, in the order of their names; resources come last. */
export function chartsOf(all: SeriesInfo[]): Chart[] {
  const resources = all.filter(({ source }) => source === 'resources');
  const metrics = all.filter(({ source }) => source !== 'resources').map(measured);
  const charts = [...by(metrics, ({ base }) => base)].map(([base, some]) => chart(base, some));
  charts.sort(
    (a, b) =>
      natural.compare(a.group, b.group) || natural.compare(a.id, b.id) || (a.id < b.id ? -1 : 1),
  );
  return [...charts, ...resourceCharts(resources)];
}

function chart(base: string, some: Measured[]): Chart {
  const slash = base.indexOf('/');
  const group = slash > 0 ? base.slice(0, slash) : '';
  some.sort(
    (a, b) =>
      natural.compare(a.part, b.part) ||
      ORDER.indexOf(a.split) - ORDER.indexOf(b.split) ||
      natural.compare(a.word, b.word) ||
      a.series.key - b.series.key,
  );
  const only = some.length === 1 ? some[0]!.series.name : null;
  const title = only ?? base;
  return {
    id: base,
    group,
    title: group && title.startsWith(`${group}/`) ? title.slice(group.length + 1) : title,
    lines: linesOf(some),
    unit: null,
    isResource: false,
  };
}

function linesOf(some: Measured[]): Line[] {
  const parts = [...new Set(some.map(({ part }) => part))];
  const shared = sharedFolder(parts);
  const sources = new Set(some.map(({ series }) => series.source));
  const hasTrain = some.some(({ split }) => split === 'train');
  const hasOther = some.some(({ split }) => split !== null);
  return some.map(({ series, part, split, word, base }, i) => {
    // In Keras, `loss` beside `val_loss` is that of the training.
    const own = word || (hasOther ? (hasTrain ? base.split('/').at(-1)! : 'train') : '');
    const label = [
      parts.length > 1 ? part.slice(shared) : '',
      own,
      sources.size > 1 ? series.source : '',
    ].filter(Boolean);
    return {
      series,
      split,
      label: label.join(' · ') || base.split('/').at(-1)!,
      // Several parts have a color each, and then it is the dashes that tell validation from training.
      color: parts.length > 1 ? parts.indexOf(part) : i,
      dashed: parts.length > 1 && (split === 'validation' || split === 'test'),
    };
  });
}

/** How many letters all names have in common, as whole folders. */
function sharedFolder([first = '', ...others]: string[]): number {
  let shared = first.lastIndexOf('/') + 1;
  while (shared > 0 && !others.every((one) => one.startsWith(first.slice(0, shared))))
    shared = first.lastIndexOf('/', shared - 2) + 1;
  return shared;
}

function resourceCharts(all: SeriesInfo[]): Chart[] {
  const known = all.map((series) => ({ series, ...resourceOf(series) }));
  const charts = [...by(known, ({ chart }) => chart)].map(([name, some]) => ({
    order: some[0]!.order,
    chart: {
      id: `${RESOURCES}/${name}`,
      group: RESOURCES,
      title: name,
      unit: some[0]!.unit,
      isResource: true,
      lines: some.map(({ series, label }, i) => ({
        series,
        split: null,
        label: [series.part, label].filter(Boolean).join(' · '),
        color: i,
        dashed: false,
      })),
    },
  }));
  charts.sort((a, b) => a.order - b.order || natural.compare(a.chart.title, b.chart.title));
  return charts.map(({ chart }) => chart);
}

/** Whether a chart is one that the filter asks for: each word is in a name, a part or a source of it. */
export function matches({ id, group, lines }: Chart, filter: string): boolean {
  const names = lines.map(({ series: { name, part, source } }) => `${name}\n${part}\n${source}`);
  const text = [group, id, ...names].join('\n').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
