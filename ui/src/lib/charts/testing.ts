// For tests: series as the program answers them.

import type { Point, SeriesInfo, Source } from './program';

const point = (step: number, value: number): Point => ({ step, time: step * 1000, value });

let key = 0;

/** A series with points at the steps 0 to 99. */
export function series(name: string, source: Source = 'mlflow', part = ''): SeriesInfo {
  const [first, last] = [point(0, 1), point(99, 0.5)];
  return { key: key++, source, part, name, count: 100, first, last, min: last, max: first };
}
