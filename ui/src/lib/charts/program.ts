// What the charts ask of the program.

import { call, on, type ChartPoints, type Commands } from '$lib/ipc';
import { by } from './by';

export type {
  ChartAxis as Axis,
  ChartLayout as Layout,
  ChosenSeries,
  SeriesInfo,
  SeriesPoint as Point,
  SeriesSource as Source,
} from '$lib/ipc';

/** The points of a series or, of several, of their mean: then with the standard deviation from it. */
export type Points = ChartPoints & { deviation?: (number | null)[] };

export type Asked = Commands['chart']['args'];

/** Calls `listener` whenever the run that the page follows may have measured something: metrics, or what it uses. */
export function onMetrics(listener: () => void): () => void {
  const ends = [on('metrics', listener), on('run', listener)];
  return () => ends.forEach((end) => end());
}

type Waiting = Asked & {
  resolve: (points: ChartPoints[]) => void;
  reject: (thrown: unknown) => void;
};
let waiting: Waiting[] = [];

/** Asks for the points of a chart. What is asked for at the same time becomes one call, wherever possible. */
export function askPoints(asked: Asked): Promise<ChartPoints[]> {
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
    call('chart', { ...asked, keys }).then(
      (all) => {
        const found = new Map(all.map((points) => [points.key, points]));
        for (const { keys, resolve } of some) resolve(keys.flatMap((key) => found.get(key) ?? []));
      },
      (thrown) => some.forEach(({ reject }) => reject(thrown)),
    );
  }
}
