// A chart as a file: its values, or a picture of it.

import { copyPng } from '$lib/components/copying';
import { attempt } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { showSaved } from '$lib/saved';
import type { Charts } from './charts.svelte';
import type { Chart } from './grouping';
import type { Range } from './plot';
import { labelOf, titleOf } from './names';
import type { Mark } from './stages';
import { svgOf, type Picture } from './picture';
import type { Axis, Points } from './program';
import { colorOf, paper } from './theme.svelte';

/** What is seen of a chart. */
export type View = {
  chart: Chart;
  axis: Axis;
  points: Points[];
  smooth: boolean;
  log: boolean;
  range: Range | null;
  marks: Mark[];
};

/** So many times as sharp as it is large: for screens and documents. */
const SCALE = 2;

/** The picture of a chart, in light colors: it is made for paper. */
export function pictureOf({ chart, axis, points, smooth, log, range, marks }: View): Picture {
  const { lines, ...rest } = paper();
  return {
    title: titleOf(chart),
    axis,
    unit: chart.unit,
    log,
    range,
    marks,
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

export const saveChart = (view: View, as: 'png' | 'svg') =>
  attempt(async () => {
    const svg = svgOf(pictureOf(view));
    const base64 = await base64Of(as === 'svg' ? new Blob([svg]) : await pngOf(svg));
    const saved = await call('save_chart', { name: `${fileName(view.chart)}.${as}`, base64 });
    if (saved) showSaved(saved);
  });

/** Saves all values of a chart's series: of a long one, it shows only some. */
export const saveValues = (charts: Charts, chart: Chart) =>
  attempt(async () => {
    const [runs, name] = [charts.chosen(chart), `${fileName(chart)}.csv`];
    const saved = await call('save_series', { runs, name });
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
