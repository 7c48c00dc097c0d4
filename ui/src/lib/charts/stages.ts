// Where the stages of a run begin, as marks in its charts over time.

import type { Axis } from './program';

/** When a run began and its stages, in milliseconds since 1970. */
export type Timeline = { began: number; stages: { title: string; began: number }[] };

/** The beginning of a stage on an axis. */
export type Mark = { at: number; label: string };

/** The stages on an axis; steps have no times. */
export function marksOn(axis: Axis, { began, stages }: Timeline): Mark[] {
  if (axis === 'step') return [];
  const origin = axis === 'relative' ? began : 0;
  return stages.map((stage) => ({ at: stage.began - origin, label: stage.title }));
}

/** Marks that are closer are one: the last, since the others ended at once. */
const CLOSE = 6;
/** The space beside a name. */
export const GAP = 4;

/**
 * The marks that are drawn between two places: where, and with their names if there is room before the next one.
 * `placeOf` and `widthOf` answer in the unit of the places, of which there are `scale` in a pixel.
 */
export function placed(
  marks: Mark[],
  placeOf: (at: number) => number,
  [left, right]: [number, number],
  widthOf: (label: string) => number,
  scale = 1,
): { x: number; label: string }[] {
  const inside = marks
    .map(({ at, label }) => ({ x: placeOf(at), label }))
    .filter(({ x }) => x >= left && x <= right)
    .sort((a, b) => a.x - b.x);
  const apart = inside.filter(({ x }, i) => (inside[i + 1]?.x ?? Infinity) - x >= CLOSE * scale);
  return apart.map(({ x, label }, i) => {
    const room = (apart[i + 1]?.x ?? right) - x;
    return { x, label: widthOf(label) + 2 * GAP * scale <= room ? label : '' };
  });
}
