// The runs of a plot: their columns, which of these the axes show, and what of them was chosen.

import { averaged, membersOf } from '$lib/plots/groups';
import { columnsOf, varies, type Column } from '$lib/plots/columns';
import { canBeLog } from '$lib/plots/scale';
import { passing, type Range, type Ranges } from '$lib/plots/parallel';
import type { RunTable } from '$lib/ipc';
import { seen } from '$lib/write';
import { t } from '$lib/words.svelte';

/** How a person plots runs, by the columns' ids: the next runs are plotted in the same way, as far as they have these. */
type Chosen = {
  x: string | null;
  y: string | null;
  color: string | null;
  /** The parallel axes; null: nobody has chosen any. */
  axes: string[] | null;
  /** The columns with a logarithmic axis. */
  log: string[];
  bySeed: boolean;
};

const STORAGE_KEY = 'plot';
const FRESH: Chosen = { x: null, y: null, color: null, axes: null, log: [], bySeed: false };
/** How many parallel axes there are at first, besides that of what came out. */
const FIRST = 5;

export class Plot {
  table = $state.raw<RunTable | null>(null);
  ranges = $state.raw<Ranges>({});
  #chosen = $state.raw<Chosen>(load());

  /** The runs that belong together, by their index in the table: each alone, unless they are grouped. */
  readonly members = $derived(this.#members());
  readonly columns = $derived(this.#columns());
  readonly hasGroups = $derived(new Set(this.#groups).size < this.#groups.length);
  readonly x = $derived(this.#of(this.#chosen.x) ?? this.#input ?? this.columns[0]);
  readonly y = $derived(this.#of(this.#chosen.y) ?? this.#output ?? this.columns[0]);
  readonly color = $derived(this.#of(this.#chosen.color) ?? null);
  readonly axes: Column[] = $derived(this.#axes());
  readonly #passing = $derived(passing(this.columns, this.ranges, this.members.length));
  readonly passed = $derived(this.#passing.filter(Boolean).length);

  get bySeed(): boolean {
    return this.#chosen.bySeed && this.hasGroups;
  }

  passes = (row: number): boolean => this.#passing[row] ?? true;

  isLog = (column: Column): boolean => this.#chosen.log.includes(column.id) && canBeLog(column);

  choose(by: Partial<Chosen>): void {
    // The same range of means is another choice of runs.
    if (by.bySeed !== undefined) this.ranges = {};
    this.#chosen = { ...this.#chosen, ...by };
    localStorage.setItem(STORAGE_KEY, JSON.stringify(this.#chosen));
  }

  toggleLog(column: Column): void {
    const { log } = this.#chosen;
    const others = log.filter((id) => id !== column.id);
    this.choose({ log: others.length < log.length ? others : [...log, column.id] });
  }

  add(id: string): void {
    this.choose({ axes: [...this.axes.map((axis) => axis.id), id] });
  }

  remove(column: Column): void {
    this.range(column, null);
    this.choose({ axes: this.axes.map(({ id }) => id).filter((id) => id !== column.id) });
  }

  move(column: Column, to: number): void {
    const others = this.axes.map(({ id }) => id).filter((id) => id !== column.id);
    this.choose({ axes: others.toSpliced(to, 0, column.id) });
  }

  range({ id }: Column, range: Range | null): void {
    const { [id]: _, ...others } = this.ranges;
    this.ranges = range ? { ...others, [id]: range } : others;
  }

  /** What a row is called: its run or, of several, the first one and their number. */
  title = (row: number): string => {
    const [first, ...others] = this.members[row] ?? [];
    const run = this.table?.runs[first ?? -1];
    if (!run) return '';
    const name = seen(run.name);
    return others.length > 0
      ? t('plot-group', { name, count: others.length + 1 })
      : `${name} · ${run.id}`;
  };

  /** The ids of a row's runs. */
  idsOf = (row: number): string[] =>
    (this.members[row] ?? []).flatMap((run) => this.table?.runs[run]?.id ?? []);

  get #groups(): number[] {
    return this.table?.runs.map(({ group }) => group) ?? [];
  }

  #members(): number[][] {
    return this.bySeed ? membersOf(this.#groups) : this.#groups.map((_, run) => [run]);
  }

  #columns(): Column[] {
    const all = this.table ? columnsOf(this.table) : [];
    return this.bySeed ? all.map((one) => averaged(one, this.members)) : all;
  }

  #of(id: string | null): Column | undefined {
    return this.columns.find((column) => column.id === id);
  }

  /** What a person most likely changed from run to run: parameters, and those that only the code logged. */
  get #inputs(): Column[] {
    const isInput = ({ id }: Column) =>
      id.startsWith('parameter:') ||
      (id.startsWith('logged:') && !this.#of(id.replace('logged:', 'parameter:')));
    return this.columns.filter((one) => isInput(one) && varies(one));
  }

  get #input(): Column | undefined {
    const inputs = this.#inputs;
    return inputs.find(({ kind }) => kind === 'number') ?? inputs[0] ?? this.#of('created');
  }

  /** What came out. */
  get #output(): Column | undefined {
    const metrics = this.columns.filter(({ id }) => id.startsWith('metric:last:'));
    return this.#of('score') ?? metrics[0] ?? this.#of('duration');
  }

  #axes(): Column[] {
    const chosen = this.#chosen.axes?.flatMap((id) => this.#of(id) ?? []) ?? [];
    if (chosen.length > 0) return chosen;
    const more = [this.#of('duration'), this.#output].filter((one) => one !== undefined);
    return [...new Set([...this.#inputs.slice(0, FIRST), ...more])];
  }
}

function load(): Chosen {
  try {
    const saved = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<Chosen>;
    return { ...FRESH, ...saved };
  } catch {
    return FRESH;
  }
}
