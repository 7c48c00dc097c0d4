// The metrics of several runs as charts: one for each metric that at least two of them have, with a line for each run.

import { Charts } from '$lib/charts/charts.svelte';
import type { Chart, Line } from '$lib/charts/grouping';
import { askPoints, type Asked, type ChosenSeries, type Points } from '$lib/charts/program';
import type { RunComparison } from '$lib/ipc';

/** The colors that lines have; whoever comes after them has a dashed line. */
const COLORS = 8;
/** More than the runs that can be compared. */
const RUNS = 16;

/** What a run looks like, wherever it is shown: by its place in the comparison. */
export const look = (place: number) => ({ color: place, dashed: place >= COLORS });

/** What the runs are called: by their names, as far as these tell them apart. */
function namesOf({ runs }: RunComparison): string[] {
  const count = (name: string) => runs.filter((run) => run.name === name).length;
  return runs.map(({ id, name }) => (count(name) > 1 ? `${name} ${id}` : name));
}

/** Each run counts its series from 0, so that here they have keys of their own. */
const keyOf = (metric: number, run: number) => metric * RUNS + run;

function chartsOf(found: RunComparison): Chart[] {
  const names = namesOf(found);
  return found.metrics.flatMap(({ name, series }, metric) => {
    const lines = series.flatMap((one, run): Line[] => {
      if (!one) return [];
      const label = names[run]!;
      // A file with the points of all runs says by their parts which are whose.
      const own = { ...one, key: keyOf(metric, run), part: label };
      return [{ series: own, split: null, label, ...look(run) }];
    });
    if (lines.length < 2) return [];
    const slash = name.indexOf('/');
    const group = slash > 0 ? name.slice(0, slash) : '';
    const title = group ? name.slice(slash + 1) : name;
    return [{ id: name, group, title, lines, unit: null, isResource: false }];
  });
}

export class ComparedCharts extends Charts {
  #found = $state.raw<RunComparison | null>(null);

  /** They are shown as those of this package's runs are. */
  constructor(packageName: string) {
    super('', packageName);
  }

  show(found: RunComparison): void {
    this.#found = found;
    this.loaded = true;
  }

  protected override arranged(): Chart[] {
    return this.#found ? chartsOf(this.#found) : [];
  }

  override async points(asked: Asked): Promise<Points[]> {
    const all = asked.keys.map(async (own) => {
      const chosen = this.#chosenBy(own);
      if (!chosen) return [];
      const points = await askPoints({ ...asked, ...chosen });
      return points.map((one) => ({ ...one, key: own }));
    });
    return (await Promise.all(all)).flat();
  }

  override chosen({ lines }: Chart): ChosenSeries[] {
    return lines.flatMap(({ series }) => this.#chosenBy(series.key) ?? []);
  }

  #chosenBy(own: number): ChosenSeries | null {
    const metric = this.#found?.metrics[Math.floor(own / RUNS)];
    const [run, series] = [this.#found?.runs[own % RUNS], metric?.series[own % RUNS]];
    return run && series ? { id: run.id, keys: [series.key] } : null;
  }

  /** Whoever shows them reads them. */
  protected override async read(): Promise<void> {}
}
