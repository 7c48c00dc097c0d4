// A chart as a file: its points, or a picture of it.

import { copyPng } from '$lib/components/copying';
import { attempt } from '$lib/components/toasts.svelte';
import { showSaved } from '$lib/saved';
import type { Chart } from './grouping';
import type { Range } from './plot';
import { labelOf, titleOf } from './names';
import { svgOf, type Picture } from './picture';
import { ask, type Axis, type Points } from './program';
import { colorOf, paper } from './theme.svelte';

/** What is seen of a chart. */
export type View = {
  chart: Chart;
  axis: Axis;
  points: Points[];
  smooth: boolean;
  log: boolean;
  range: Range | null;
};

/** So many times as sharp as it is large: for screens and documents. */
const SCALE = 2;

/**
 * The points of a chart, a line per point.
 *
 * They are those that are drawn: of a long series, not all. The program has to write this file once it can, from what
 * is in the run's directory.
 */
export function csvOf({ chart, axis, points, smooth }: View): string {
  const x = { step: 'step', time: 'time', relative: 'seconds' }[axis];
  const written = (x: number) =>
    axis === 'step' ? `${x}` : axis === 'time' ? new Date(x).toISOString() : `${x / 1000}`;
  const rows = chart.lines.flatMap(({ series }, i) => {
    const { x, y, smooth: smoothed } = points[i]!;
    return x.map((x, j) => [
      series.name,
      series.part,
      series.source,
      written(x),
      `${y[j] ?? 'NaN'}`,
      ...(smooth ? [`${smoothed?.[j] ?? ''}`] : []),
    ]);
  });
  const head = ['name', 'part', 'source', x, 'value', ...(smooth ? ['smoothed'] : [])];
  return [head, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

const quoted = (field: string) =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

/** The picture of a chart, in light colors: it is made for paper. */
export function pictureOf({ chart, axis, points, smooth, log, range }: View): Picture {
  const { lines, ...rest } = paper();
  return {
    title: titleOf(chart),
    axis,
    unit: chart.unit,
    log,
    range,
    colors: rest,
    lines: chart.lines.map((line, i) => ({
      label: labelOf(chart, line),
      color: colorOf(lines, line.color),
      dashed: line.dashed,
      points: points[i]!,
      smooth,
    })),
  };
}

async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width * SCALE, image.height * SCALE];
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('toBlob')))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

export const copyChart = (view: View) => attempt(() => copyPng(pngOf(svgOf(pictureOf(view)))));

async function contentOf(view: View, as: 'csv' | 'png' | 'svg'): Promise<Blob> {
  if (as === 'csv') return new Blob([csvOf(view)]);
  const svg = svgOf(pictureOf(view));
  return as === 'svg' ? new Blob([svg]) : pngOf(svg);
}

export const saveChart = (view: View, as: 'csv' | 'png' | 'svg') =>
  attempt(async () => {
    const base64 = await base64Of(await contentOf(view, as));
    const saved = await ask('save_chart', { name: `${fileName(view.chart)}.${as}`, base64 });
    if (saved) showSaved(saved);
  });

/** A name that every system takes. */
const fileName = (chart: Chart) =>
  (chart.isResource ? chart.title : chart.id)
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 80) || 'chart';

/** The bytes as text, which a command can carry. */
async function base64Of(blob: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
  return url.slice(url.indexOf(',') + 1);
}
