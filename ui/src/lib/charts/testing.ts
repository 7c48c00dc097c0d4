// For tests: series as the program answers them.

import type { LoggedHistograms } from '$lib/ipc';
import type { Point, SeriesInfo, Source } from './program';

const point = (step: number, value: number): Point => ({ step, time: step * 1000, value });

let key = 0;

/** A series with points at the steps 0 to 99. */
export function series(name: string, source: Source = 'mlflow', part = ''): SeriesInfo {
  const [first, last] = [point(0, 1), point(99, 0.5)];
  return { key: key++, source, part, name, count: 100, first, last, min: last, max: first };
}

/** Histograms at some steps: of eight values from -1 to 2, most are from 0 to 1. */
export function histograms(name: string, ...steps: number[]): LoggedHistograms {
  const all = steps.map((step) => ({ step, edges: [-1, 0, 1, 2], counts: [2, 4, 2] }));
  return { source: 'tensorboard', part: '', name, steps: all };
}
