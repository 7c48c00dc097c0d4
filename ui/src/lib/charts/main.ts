// The chart that says best how a training goes.

import type { Chart } from './grouping';
import type { Layout } from './program';

/** What says it best if it was measured in training and in validation, the best first. */
const TELLING = [/loss/i, /score|acc/i];

/** The chart that a person has pinned, or one that tells whether the training learns or only remembers, or else the first
 * one; undefined if there are only resources. */
export function mainChart(all: Chart[], { pinned, hidden }: Layout): Chart | undefined {
  const shown = all.filter(({ id, isResource }) => !isResource && !hidden.includes(id));
  const compared = shown.filter(isCompared);
  return (
    shown.find(({ id }) => pinned.includes(id)) ??
    TELLING.map((name) => compared.find(({ id }) => name.test(id))).find(Boolean) ??
    shown[0]
  );
}

/** Whether it has both what was measured in training and in validation. */
const isCompared = ({ lines }: Chart) =>
  lines.some(({ split }) => split === 'validation') &&
  lines.some(({ split }) => split === 'train' || split === null);
