// What the run took of the machine, as series: which of them share a chart, and in which unit they are.

import type { SeriesInfo } from './program';

export type Unit = 'bytes' | 'percent';

type Resource = {
  /** The chart it is in. */
  chart: string;
  /** What tells it from others of its chart; empty if it is alone. */
  label: string;
  unit: Unit | null;
  /** The chart's place among those of resources. */
  order: number;
};

const known: Record<string, Omit<Resource, 'order'>> = {
  cpu: { chart: 'cpu', label: '', unit: 'percent' },
  memory: { chart: 'memory', label: '', unit: 'bytes' },
  'disk/read': { chart: 'disk', label: 'read', unit: 'bytes' },
  'disk/written': { chart: 'disk', label: 'written', unit: 'bytes' },
  gpu: { chart: 'gpu', label: '', unit: 'percent' },
  'gpu/all': { chart: 'gpu-all', label: '', unit: 'percent' },
  'gpu/memory': { chart: 'gpu-memory', label: '', unit: 'bytes' },
};
const order = Object.keys(known);

/** Whatever is not known has a chart of its own, in the order of names. */
export function resourceOf({ name }: SeriesInfo): Resource {
  const found = name.replaceAll('_', '/');
  const one = known[found];
  if (one) return { ...one, order: order.indexOf(found) };
  return {
    chart: name,
    label: '',
    unit: /memory|bytes/.test(name) ? 'bytes' : null,
    order: order.length,
  };
}
