// The metrics of several runs as charts: one for each metric that at least two of them have, with a line for each run or
// for the mean of each group of runs.

import { Charts } from '$lib/charts/charts.svelte';
import type { Chart, Line } from '$lib/charts/grouping';
import {
  askPoints,
  type Asked,
  type ChosenSeries,
  type Points,
  type SeriesInfo,
} from '$lib/charts/program';
import { spread } from '$lib/plots/groups';
import type { RunComparison, SeriesPoint } from '$lib/ipc';
import { t } from '$lib/words.svelte';
import { meanOf } from './mean';

/** The colors that lines have; whoever comes after them has a dashed line. */
const COLORS = 8;
/** More than the runs that can be compared. */
const RUNS = 16;

/** What a column looks like, wherever it is shown: by its place in the comparison. */
export const look = (place: number) => ({ color: place, dashed: place >= COLORS });

/** What the columns are called: by the names of their first runs, as far as these tell them apart. */
function namesOf({ runs }: RunComparison, columns: number[][]): string[] {
  const firsts = columns.map(([first]) => runs[first!]!);
  const count = (name: string) => firsts.filter((run) => run.name === name).length;
  return firsts.map(({ id, name }, column) => {
    const own = count(name) > 1 ? `${name} ${id}` : name;
    const { length } = columns[column]!;
    return length > 1 ? `${own} (${t('comparison-runs', { count: length })})` : own;
  });
}

/** Each run counts its series from 0, so that here those of each column have keys of their own. */
const keyOf = (metric: number, column: number) => metric * RUNS + column;

/** The series of a column's runs in short: of several, their mean. */
function together(all: SeriesInfo[]): SeriesInfo {
  if (all.length === 1) return all[0]!;
  const mean = (points: (SeriesPoint | null)[]): SeriesPoint | null => {
    const found = spread(points.flatMap((point) => point?.value ?? []));
    return found && { ...points.find((point) => point !== null)!, value: found.mean };
  };
  const { first, last, min, max } = {
    first: mean(all.map((one) => one.first)),
    last: mean(all.map((one) => one.last)),
    min: mean(all.map((one) => one.min)),
    max: mean(all.map((one) => one.max)),
  };
  return { ...all[0]!, first, last, min, max, count: all.reduce((sum, one) => sum + one.count, 0) };
}

function chartsOf(found: RunComparison, columns: number[][]): Chart[] {
  const names = namesOf(found, columns);
  return found.metrics.flatMap(({ name, series }, metric) => {
    if (series.filter(Boolean).length < 2) return [];
    const lines = columns.flatMap((runs, column): Line[] => {
      const all = runs.flatMap((run) => series[run] ?? []);
      if (all.length === 0) return [];
      const label = names[column]!;
      // A file with the points of all runs says by their parts which are whose.
      const own = { ...together(all), key: keyOf(metric, column), part: label };
      return [{ series: own, split: null, label, ...look(column) }];
    });
    const slash = name.indexOf('/');
    const group = slash > 0 ? name.slice(0, slash) : '';
    const title = group ? name.slice(slash + 1) : name;
    return [{ id: name, group, title, lines, unit: null, isResource: false }];
  });
}

export class ComparedCharts extends Charts {
  #found = $state.raw<RunComparison | null>(null);
  #columns = $state.raw<number[][]>([]);

  /** They are shown as those of this package's runs are. */
  constructor(packageName: string) {
    super('', packageName);
  }

  /** Shows the runs, each column of which has a line. */
  show(found: RunComparison, columns: number[][]): void {
    [this.#found, this.#columns] = [found, columns];
    this.loaded = true;
  }

  protected override arranged(): Chart[] {
    return this.#found ? chartsOf(this.#found, this.#columns) : [];
  }

  override async points(asked: Asked): Promise<Points[]> {
    const all = asked.keys.map(async (own) => {
      const runs = this.#chosenBy(own).map((chosen) => askPoints({ ...asked, ...chosen }));
      return meanOf((await Promise.all(runs)).flat(), own);
    });
    return (await Promise.all(all)).flat();
  }

  override chosen({ lines }: Chart): ChosenSeries[] {
    return lines.flatMap(({ series }) => this.#chosenBy(series.key));
  }

  /** The series of a line: one of each run of its column that has the metric. */
  #chosenBy(own: number): ChosenSeries[] {
    const metric = this.#found?.metrics[Math.floor(own / RUNS)];
    return (this.#columns[own % RUNS] ?? []).flatMap((place) => {
      const [run, series] = [this.#found?.runs[place], metric?.series[place]];
      return run && series ? [{ id: run.id, keys: [series.key] }] : [];
    });
  }

  /** Whoever shows them reads them. */
  protected override async read(): Promise<void> {}
}
