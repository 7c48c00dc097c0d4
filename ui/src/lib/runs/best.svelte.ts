// Which value of a metric is the best: the smallest or the largest one, as the user says.

export type Best = 'min' | 'max';

const STORAGE_KEY = 'best values';
/** Of how many metrics the choice is remembered: those that were chosen last. */
const MOST = 500;

/** Names of what is better the less there is of it. */
const LESS =
  /loss|err(?:or)?s?(?![a-z])|(?<![a-z])r?m[as]p?l?e(?![a-z])|perplexity|deviance|divergence/i;

class BestValues {
  #chosen: Record<string, Best> = $state.raw(load());

  /** Which one it is, or what its name suggests. */
  of(metric: string): Best {
    return this.#chosen[metric] ?? (LESS.test(metric) ? 'min' : 'max');
  }

  toggle(metric: string): void {
    const { [metric]: _, ...others } = this.#chosen;
    const kept = Object.entries(others).slice(1 - MOST);
    const other: Best = this.of(metric) === 'min' ? 'max' : 'min';
    this.#chosen = { ...Object.fromEntries(kept), [metric]: other };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#chosen));
  }
}

function load(): Record<string, Best> {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Record<string, Best>;
  } catch {
    return {};
  }
}

export const best = new BestValues();

/** Where the best of some values are; nowhere if there is nothing to choose between. */
export function bestOf(values: (number | null)[], which: Best): Set<number> {
  const known = values.filter((value) => value !== null);
  const found = which === 'min' ? Math.min(...known) : Math.max(...known);
  if (known.every((value) => value === found)) return new Set();
  return new Set(values.flatMap((value, i) => (value === found ? [i] : [])));
}
