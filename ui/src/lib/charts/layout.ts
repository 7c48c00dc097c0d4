// Which charts are shown, in which groups and order: what a person chose, applied to the charts that there are.

import { by } from './by';
import { matches, PINNED, type Chart } from './grouping';
import type { Axis, Layout } from './program';

export const FRESH: Layout = {
  x: 'step',
  smoothing: 0,
  log: false,
  logOther: [],
  columns: 0,
  pinned: [],
  hidden: [],
  order: [],
  folded: [],
};

export const SMOOTHEST = 0.99;

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** A layout as another version of the program may have saved it. */
export function sound(saved: Partial<Layout> | null): Layout {
  const { x, smoothing, columns } = { ...FRESH, ...saved };
  return {
    x: (['step', 'time', 'relative'] satisfies Axis[]).find((one) => one === x) ?? FRESH.x,
    smoothing: Math.min(SMOOTHEST, Math.max(0, Number(smoothing) || 0)),
    log: saved?.log === true,
    logOther: texts(saved?.logOther),
    columns: [1, 2, 3, 4].find((one) => one === columns) ?? 0,
    pinned: texts(saved?.pinned),
    hidden: texts(saved?.hidden),
    order: texts(saved?.order),
    folded: texts(saved?.folded),
  };
}

export type Group = { name: string; charts: Chart[] };

/** The groups with something in them. A pinned chart is in the first one instead of its own. */
export function grouped(all: Chart[], layout: Layout, filter: string): Group[] {
  const shown = all.filter((chart) => !layout.hidden.includes(chart.id) && matches(chart, filter));
  const pinned = layout.pinned.flatMap((id) => shown.find((chart) => chart.id === id) ?? []);
  const rest = shown.filter(({ id }) => !layout.pinned.includes(id));
  const groups = [...by(rest, ({ group }) => group)].map(([name, charts]) => ({
    name,
    charts: ordered(charts, layout.order),
  }));
  return pinned.length > 0 ? [{ name: PINNED, charts: pinned }, ...groups] : groups;
}

/** Charts that were never moved come after those that were, in their own order. */
function ordered(charts: Chart[], order: string[]): Chart[] {
  const place = new Map(order.map((id, i) => [id, i]));
  const at = ({ id }: Chart) => place.get(id) ?? Infinity;
  return charts.toSorted((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)));
}

/** Puts a chart where another one of its group is. `group` is the ids of all its charts, in their order. */
export function moved(layout: Layout, group: string[], id: string, to: number): Layout {
  const without = group.filter((one) => one !== id);
  const next = without.toSpliced(to, 0, id);
  if (group.every((one) => layout.pinned.includes(one))) {
    return { ...layout, pinned: [...next, ...layout.pinned.filter((one) => !group.includes(one))] };
  }
  const others = layout.order.filter((one) => !group.includes(one));
  return { ...layout, order: [...others, ...next] };
}

/** A list with something in it, or without it. */
export const toggled = (list: string[], one: string): string[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

export const isLog = ({ log, logOther }: Layout, id: string): boolean =>
  log !== logOther.includes(id);

/** How many columns there are in so many pixels. In a narrow window, there is one, whatever was chosen. Unless it was
 * chosen, there are no more than the charts of the largest group need, but two, so that no chart is a mere strip. */
export function columnsIn(width: number, chosen: number, largest = Infinity): number {
  const fitting = (least: number) => Math.max(1, Math.floor((width + GAP) / (least + GAP)));
  if (width < ONE_COLUMN) return 1;
  return chosen === 0
    ? Math.min(4, fitting(340), Math.max(2, largest))
    : Math.min(chosen, fitting(220));
}
const GAP = 16;
const ONE_COLUMN = 700;
