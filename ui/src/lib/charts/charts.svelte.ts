// The charts of a run: its series, how they are shown, and where the cursor is in all of them.

import { attempt } from '$lib/components/toasts.svelte';
import { call, refusal } from '$lib/ipc';
import { paced } from '$lib/pace';
import { chartsOf, type Chart } from './grouping';
import { FRESH, grouped, isLog, moved, sound, toggled } from './layout';
import {
  askPoints,
  onMetrics,
  type Asked,
  type Axis,
  type ChosenSeries,
  type Layout,
  type Points,
  type SeriesInfo,
} from './program';
import type { Range } from './plot';
import type { Shown } from './points.svelte';
import type { Timeline } from './stages';

/** The least time between two readings, in milliseconds. */
const PAUSE = 250;
/** How long nothing must have been changed before the layout is saved, in milliseconds. */
const SAVED_AFTER = 400;
/** Of how many charts the points are held while they are out of view. */
const MOST_HELD = 80;

export class Charts {
  series = $state.raw<SeriesInfo[]>([]);
  /** How many points belong to series beyond those that a run can have. */
  refused = $state(0);
  /** Why some series, or some of their values, are missing. */
  notices = $state.raw<string[]>([]);
  loaded = $state(false);
  /** Why the last attempt to read the series failed; empty if it succeeded. */
  failed = $state('');
  layout = $state.raw<Layout>(FRESH);
  filter = $state('');
  /** The point of an axis that the cursor is at, in every chart with this axis. */
  cursor = $state.raw<{ axis: Axis; x: number } | null>(null);
  /** What a screen reader says. */
  said = $state('');
  /** The chart that fills the window. */
  full = $state.raw<{ id: string; asTable: boolean } | null>(null);

  readonly all: Chart[] = $derived(this.arranged());
  readonly groups = $derived(grouped(this.all, this.layout, this.filter.trim()));
  readonly hidden = $derived(this.all.filter(({ id }) => this.layout.hidden.includes(id)));

  #ranges = $state.raw<Record<string, Range>>({});
  readonly #held = new Map<string, Shown>();
  #saving: ReturnType<typeof setTimeout> | undefined;
  #speaking: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly id: string,
    readonly packageName: string,
    /** When the run's stages began. */
    readonly timeline: () => Timeline = () => ({ began: 0, stages: [] }),
  ) {}

  /** Reads the series now, and whenever the run has measured something. Returns a function that ends it. */
  follow(): () => void {
    void call('chart_layout', { package: this.packageName }).then(
      (saved) => (this.layout = sound(saved)),
      () => undefined,
    );
    const again = paced(() => this.read(), PAUSE);
    again();
    const off = onMetrics(again);
    return () => {
      off();
      again.stop();
      clearTimeout(this.#speaking);
      if (this.#saving !== undefined) this.#save();
    };
  }

  /** The charts of what was read. */
  protected arranged(): Chart[] {
    return chartsOf(this.series);
  }

  /** The points of some series. */
  points(asked: Asked): Promise<Points[]> {
    return askPoints(asked);
  }

  /** The series of a chart, by their runs and the keys that the program knows. */
  chosen({ lines }: Chart): ChosenSeries[] {
    return [{ id: this.id, keys: lines.map(({ series }) => series.key) }];
  }

  protected async read() {
    try {
      const { series, refused, notices } = await call('series', { id: this.id });
      [this.series, this.refused, this.notices, this.failed] = [series, refused, notices, ''];
    } catch (thrown) {
      this.failed = refusal(thrown).text;
    }
    this.loaded = true;
  }

  /** Changes how charts are shown, which is remembered for the package. */
  change(by: Partial<Layout>) {
    if (by.x && by.x !== this.layout.x) this.#ranges = {};
    this.layout = { ...this.layout, ...by };
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), SAVED_AFTER);
  }

  #save() {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    const { packageName, layout } = this;
    void attempt(() => call('keep_chart_layout', { package: packageName, layout }));
  }

  toggle(list: 'pinned' | 'hidden' | 'folded' | 'logOther', one: string) {
    this.change({ [list]: toggled(this.layout[list], one) });
  }

  /** Moves a chart by so many places of its group. */
  move(id: string, by: number) {
    const group = this.#idsOfGroupOf(id);
    const to = group.indexOf(id) + by;
    if (to >= 0 && to < group.length) this.moveTo(id, group[to]!);
  }

  /** Puts a chart where another one of its group is. */
  moveTo(id: string, place: string) {
    const group = this.#idsOfGroupOf(id);
    const to = group.indexOf(place);
    if (to >= 0 && id !== place) this.change(moved(this.layout, group, id, to));
  }

  #idsOfGroupOf(id: string): string[] {
    const ids = this.groups.map(({ charts }) => charts.map((chart) => chart.id));
    return ids.find((group) => group.includes(id)) ?? [];
  }

  isLog = (id: string) => isLog(this.layout, id);

  /** The axis of a chart: resources have no steps, and code that counts no steps has only one. */
  axisOf({ isResource, lines }: Chart): Axis {
    const { x } = this.layout;
    if (x !== 'step') return x;
    const isOne = lines.every(
      ({ series: { count, first, last } }) => count > 1 && first?.step === last?.step,
    );
    return isResource || isOne ? 'relative' : x;
  }

  rangeOf = (id: string): Range | null => this.#ranges[id] ?? null;

  zoom(id: string, range: Range | null) {
    const { [id]: _, ...others } = this.#ranges;
    this.#ranges = range ? { ...others, [id]: range } : others;
  }

  point(axis: Axis, x: number | null) {
    this.cursor = x === null ? null : { axis, x };
  }

  /** Says something once nothing else was to be said for a moment: keys repeat faster than anybody speaks. */
  say(text: string) {
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => (this.said = text), 300);
  }

  /** The points that were last read of a chart, so that it is not empty when it comes into view again. */
  heldOf = (id: string): Shown | undefined => this.#held.get(id);

  hold(id: string, shown: Shown) {
    this.#held.delete(id);
    this.#held.set(id, shown);
    const oldest = this.#held.keys().next().value;
    if (this.#held.size > MOST_HELD && oldest !== undefined) this.#held.delete(oldest);
  }
}
