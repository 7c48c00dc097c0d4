// What the charts ask of the program. The bindings do not have these commands yet: when they do, only this file
// changes.

import { call, on, type Saved } from '$lib/ipc';
import { by } from './by';

export type Source =
  'mlflow' | 'tensorboard' | 'wandb' | 'trackio' | 'trainer' | 'csv' | 'printed' | 'resources';

export type Point = {
  step: number;
  /** Milliseconds since 1970. */
  time: number;
  /** null if it is not finite; then `text` says what it is. */
  value: number | null;
  text?: 'NaN' | 'Infinity' | '-Infinity';
};

export type SeriesInfo = {
  key: number;
  source: Source;
  /** The part of the training that it belongs to, if there are several, such as an MLflow run; else empty. */
  part: string;
  name: string;
  count: number;
  first: Point | null;
  last: Point | null;
  min: Point | null;
  max: Point | null;
};

/** What points are drawn over: their step, the time of day, or the time since the run began. */
export type Axis = 'step' | 'time' | 'relative';

/** The points of a series, thinned out. */
export type Points = {
  key: number;
  /** In ascending order: steps, milliseconds since 1970, or milliseconds since the run began. */
  x: number[];
  /** null where a value is not finite. */
  y: (number | null)[];
  smooth: (number | null)[] | null;
};

export type Asked = {
  id: string;
  keys: number[];
  x: Axis;
  /** The range of `x` that is shown, whose ends need not be whole; null: from the first, to the last point. */
  from: number | null;
  to: number | null;
  /** How wide the chart is, in pixels: there are only so many different points to be seen. */
  width: number;
  /** From 0, which does not smooth, to 0.99. */
  smoothing: number;
};

/** How the charts of a package are shown. Charts are identified by their `id`, groups by their name. */
export type Layout = {
  x: Axis;
  smoothing: number;
  log: boolean;
  /** The charts whose scale is the other one. */
  logOther: string[];
  /** 0: as many as fit. */
  columns: number;
  pinned: string[];
  hidden: string[];
  /** The charts of groups that were put in another order. */
  order: string[];
  folded: string[];
};

type Commands = {
  series: { args: { id: string }; answer: { series: SeriesInfo[]; refused: number } };
  chart: { args: Asked; answer: Points[] };
  chart_layout: { args: { package: string }; answer: Layout | null };
  keep_chart_layout: { args: { package: string; layout: Layout }; answer: null };
  /** Saves a file that the page has made, where the person chooses. */
  save_chart: { args: { name: string; base64: string }; answer: Saved | null };
};

export const ask = <N extends keyof Commands>(
  name: N,
  args: Commands[N]['args'],
): Promise<Commands[N]['answer']> =>
  (call as (name: unknown, args: unknown) => Promise<unknown>)(name, args) as Promise<
    Commands[N]['answer']
  >;

/** Calls `listener` whenever points were added to the run that the page follows. */
export const onMetrics = (listener: () => void): (() => void) => on('metrics' as 'store', listener);

type Waiting = Asked & { resolve: (points: Points[]) => void; reject: (thrown: unknown) => void };
let waiting: Waiting[] = [];

/** Asks for the points of a chart. What is asked for at the same time becomes one call, wherever possible. */
export function askPoints(asked: Asked): Promise<Points[]> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(send);
    waiting.push({ ...asked, resolve, reject });
  });
}

function send(): void {
  const together = by(waiting, ({ id, x, from, to, width, smoothing }) =>
    JSON.stringify([id, x, from, to, width, smoothing]),
  );
  waiting = [];
  for (const some of together.values()) {
    const { resolve: _, reject: __, ...asked } = some[0]!;
    const keys = [...new Set(some.flatMap(({ keys }) => keys))];
    ask('chart', { ...asked, keys }).then(
      (all) => {
        const found = new Map(all.map((points) => [points.key, points]));
        for (const { keys, resolve } of some) resolve(keys.flatMap((key) => found.get(key) ?? []));
      },
      (thrown) => some.forEach(({ reject }) => reject(thrown)),
    );
  }
}
