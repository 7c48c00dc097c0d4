// The charts of a package's versions: the score, and the metrics that a person has chosen.

import type { VersionPoints } from '$lib/ipc';
import type { Column } from '$lib/plots/columns';
import { seen } from '$lib/write';
import { t } from '$lib/words.svelte';

const STORAGE_KEY = 'version charts';
/** For how many packages the choice is remembered: those for which it was made last. */
const MOST = 200;

/** What can be charted: the score, and the last value of each metric. */
export function valuesOf({ points, metrics }: VersionPoints): Column[] {
  const column = (id: string, name: string, values: (number | null)[]): Column => ({
    ...{ id, name, values },
    kind: 'number',
    categories: [],
  });
  return [
    column(
      'score',
      t('compared-name', { name: 'score' }),
      points.map(({ score }) => score),
    ),
    ...metrics.map(({ name, last }) => column(`metric:${name}`, seen(name), last)),
  ].filter(({ values }) => values.some((one) => one !== null));
}

/** The axis of the versions, lowest number first. */
export const versionsOf = ({ versions, points }: VersionPoints): Column => ({
  id: 'version',
  name: t('packages-version'),
  kind: 'category',
  values: points.map(({ version }) => versions.indexOf(version)),
  categories: versions,
});

/** Who measured each point: scores on several datasets are not one number. */
export function sourcesOf({ points }: VersionPoints): Column {
  const names = points.map(({ evaluatedOn }) =>
    evaluatedOn === null
      ? t('packages-charts-made')
      : t('packages-charts-evaluation', { data: evaluatedOn }),
  );
  // The line that joins the versions has the first color.
  const made = names.filter((_, i) => points[i]!.evaluatedOn === null);
  const categories = [...new Set([...made, ...names])];
  return {
    ...{ id: 'source', name: t('packages-charts-source'), kind: 'category', categories },
    values: names.map((name) => categories.indexOf(name)),
  };
}

type Saved = Record<string, string[]>;

/** The charts that a person has chosen for a package, by their ids. */
export class ChosenValues {
  #saved: Saved = $state.raw(load());

  constructor(private readonly packageName: () => string) {}

  /** Until anything was chosen: the score or, without one, the metric that most versions have. */
  of(all: Column[]): Column[] {
    const chosen = this.#saved[this.packageName()];
    if (!chosen) return all.slice(0, 1);
    return chosen.flatMap((id) => all.find((one) => one.id === id) ?? []);
  }

  choose(ids: string[]): void {
    const { [this.packageName()]: _, ...others } = this.#saved;
    const kept = Object.fromEntries(Object.entries(others).slice(1 - MOST));
    this.#saved = { ...kept, [this.packageName()]: ids };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#saved));
  }
}

function load(): Saved {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Saved;
  } catch {
    return {};
  }
}
