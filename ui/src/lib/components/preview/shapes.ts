// How the shapes of arrays and tensors are written.

import type { Dimension } from '$lib/ipc';

/** `3 × 224 × 224`; a single value has no dimensions. */
export const shapeOf = (shape: (number | string)[]): string =>
  shape.length ? shape.join(' × ') : '( )';

/** A dimension of a model: a length, a name such as `batch`, or `?`. */
export const dimension = (of: Dimension): number | string =>
  of === 'any' ? '?' : 'length' in of ? of.length : of.named;
