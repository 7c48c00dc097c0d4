// How uPlot is asked to draw a chart.

import type uPlot from 'uplot';
import { logTicks, TIME_STEPS, valueTicks, xTicks } from './figures';
import type { Axis } from './program';
import type { Unit } from './resources';
import { powers, roomy } from './scales';
import { GAP, placed, type Mark } from './stages';
import { colorOf, type Colors } from './theme.svelte';

export type Range = [from: number, to: number];

export type Look = {
  axis: Axis;
  unit: Unit | null;
  log: boolean;
  /** Whether the smoothed lines are drawn above the others, which are faint then. */
  smooth: boolean;
  lines: { color: number; dashed: boolean }[];
  /** The lines that have a band, by their index. */
  bands: number[];
  /** Where the run's stages begin. */
  marks: Mark[];
  colors: Colors;
  /** Whether something else is drawn instead of the lines, of which only the range counts. */
  isHeat?: boolean;
};

export type Handlers = {
  /** The part of the x axis that is shown; null: all of it. */
  range: () => Range | null;
  onzoom: (range: Range) => void;
  onreset: () => void;
  /** Draws something below the lines. */
  paint: (plot: uPlot) => void;
};

const FONT = "11px 'Trainyard Sans', system-ui, sans-serif";
const LEAST = 44;
/** The space at the right of the last point. */
const RIGHT = 12;
/** The least space between two lines of the grid. */
const SPACE = 28;

export function options(
  look: Look,
  size: { width: number; height: number },
  on: Handlers,
): uPlot.Options {
  const { axis, unit, log, colors } = look;
  const x: uPlot.Options['scales'] = {
    x: {
      time: false,
      range: ({ data: [xs] }) => on.range() ?? wide(xs[0] ?? 0, xs.at(-1) ?? 1, axis),
    },
  };
  return {
    ...size,
    pxAlign: false,
    padding: [8, RIGHT, 0, 0],
    legend: { show: false },
    scales: {
      ...x,
      y: log
        ? { distr: 3, log: 10, range: (_, min, max) => roomy(min ?? 1, max ?? 10) }
        : unit
          ? { range: (_, min, max) => [Math.min(0, min ?? 0), above(max ?? 1)] }
          : look.isHeat
            ? { range: (_, min, max) => around(min ?? 0, max ?? 1) }
            : {},
    },
    series: [{}, ...seriesOf(look)],
    bands: bandsOf(look),
    axes: [xAxis(axis, colors), yAxis(unit, log, colors)],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 4 },
      // Of a smoothed line, the cursor shows one point, and of a band none.
      points: { size: (_, i) => (isPointed(look, i) ? 7 : 0), width: 0 },
      bind: {
        dblclick: () => () => {
          on.onreset();
          return null;
        },
      },
    },
    hooks: {
      drawAxes: [(plot) => drawMarks(plot, look), on.paint],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width === 0) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          on.onzoom([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
        },
      ],
    },
  };
}

/** Whether the cursor shows a point of a series. */
function isPointed({ smooth, lines, isHeat }: Look, series: number): boolean {
  const { length } = lines;
  if (isHeat) return false;
  return smooth ? series > length && series <= 2 * length : series <= length;
}

/** Faint lines below those of the values, with the names of the stages at the top. */
function drawMarks(plot: uPlot, { marks, colors }: Look) {
  const { ctx } = plot;
  const { left, top, width, height } = plot.bbox;
  const pixel = devicePixelRatio;
  ctx.save();
  ctx.font = `${10 * pixel}px 'Trainyard Sans', system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.lineWidth = pixel;
  ctx.setLineDash([2 * pixel, 3 * pixel]);
  ctx.strokeStyle = ctx.fillStyle = colors.text;
  const drawn = placed(
    marks,
    (at) => plot.valToPos(at, 'x', true),
    [left, left + width],
    (label) => ctx.measureText(label).width,
    pixel,
  );
  for (const { x, label } of drawn) {
    ctx.globalAlpha = 0.5;
    ctx.beginPath();
    ctx.moveTo(x, top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    if (label) ctx.fillText(label, x + GAP * pixel, top);
  }
  ctx.restore();
}

/** A single point is in the middle. */
function wide(min: number, max: number, axis: Axis): Range {
  const around = { step: 1, time: 60_000, relative: 1000 }[axis];
  return min === max ? [min - around, max + around] : [min, max];
}
/** A little more than all values, or around the only one. */
function around(min: number, max: number): Range {
  const more = (max - min) * 0.04 || Math.abs(min) * 0.1 || 1;
  return [min - more, max + more];
}
const above = (max: number) => (max > 0 ? max * 1.08 : 1);

function seriesOf({ lines, smooth, bands, colors, isHeat }: Look): uPlot.Series[] {
  if (isHeat) return lines.map(() => ({ paths: () => null, points: { show: false } }));
  const drawn = lines.map(({ color, dashed }) => ({
    stroke: colorOf(colors.lines, color),
    ...(dashed ? { dash: [5, 4] } : {}),
  }));
  const points = { size: 5, width: 0 };
  const plain = drawn.map((one) => ({
    ...one,
    width: smooth ? 1 : 1.5,
    alpha: smooth ? 0.3 : 1,
    points: { ...points, fill: one.stroke, ...(smooth ? { show: false } : {}) },
  }));
  const smoothed = drawn.map((one) => ({
    ...one,
    width: 2,
    points: { ...points, fill: one.stroke },
  }));
  const edges = bands.flatMap(() => Array.from({ length: 2 }, () => ({ points: { show: false } })));
  return [...plain, ...(smooth ? smoothed : []), ...edges];
}

/** The space between the edges, which come after all lines. */
function bandsOf({ lines, smooth, bands, colors }: Look): uPlot.Band[] {
  const first = 1 + lines.length * (smooth ? 2 : 1);
  return bands.map((line, i) => ({
    series: [first + 2 * i, first + 2 * i + 1],
    fill: colorOf(colors.lines, lines[line]!.color).replace(')', ', 0.16)'),
  }));
}

const common = ({ text, grid }: Colors): uPlot.Axis => ({
  stroke: text,
  font: FONT,
  grid: { stroke: grid, width: 1 },
  ticks: { show: false },
});

/** As wide as the widest of some labels. */
function widest(plot: uPlot, labels: readonly (string | number | null)[]): number {
  plot.ctx.save();
  plot.ctx.font = FONT;
  const width = Math.max(0, ...labels.map((one) => plot.ctx.measureText(`${one ?? ''}`).width));
  plot.ctx.restore();
  return Math.ceil(width);
}

function xAxis(axis: Axis, colors: Colors): uPlot.Axis {
  const steps = [1, 2, 5].flatMap((n) => Array.from({ length: 16 }, (_, i) => n * 10 ** i));
  return {
    ...common(colors),
    size: 24,
    gap: 6,
    grid: { show: false },
    border: { show: true, stroke: colors.grid, width: 1 },
    incrs: axis === 'step' ? steps.sort((a, b) => a - b) : TIME_STEPS,
    space: (plot, _, min, max) => {
      const samples = [min, (min + max) / 2, max].map(Math.round);
      return Math.max(48, widest(plot, xTicks(axis, samples)) + 20);
    },
    values: (plot, splits) =>
      // One that does not fit beside the last point would be cut off.
      xTicks(axis, splits).map((label, i) => {
        const end = plot.valToPos(splits[i]!, 'x') + widest(plot, [label]) / 2;
        return end > plot.bbox.width / devicePixelRatio + RIGHT ? '' : label;
      }),
    ...(axis === 'time' ? { splits: midnights } : {}),
  };
}

/** Times of day are labelled where the clock shows round figures, wherever on Earth that is. */
const midnights: uPlot.Axis.Splits = (_, __, min, max, step) => {
  const offset = new Date(min).getTimezoneOffset() * 60_000;
  const first = Math.ceil((min - offset) / step) * step + offset;
  return Array.from(
    { length: Math.max(0, Math.floor((max - first) / step) + 1) },
    (_, i) => first + i * step,
  );
};

function yAxis(unit: Unit | null, log: boolean, colors: Colors): uPlot.Axis {
  let most = LEAST;
  return {
    ...common(colors),
    gap: 6,
    // In a large chart, more lines would be noise.
    space: (_, __, ___, ____, height) => Math.max(SPACE, height / 8),
    // It only ever grows: the lines would jump sideways whenever a label gets shorter.
    size: (plot, values) => (most = Math.max(most, widest(plot, values ?? []) + 18)),
    values: (_, splits) => (log ? logTicks(splits, unit) : valueTicks(splits, unit)),
    ...(log
      ? {
          splits: (plot, _, min, max) =>
            powers(min, max, plot.bbox.height / devicePixelRatio / SPACE),
          filter: (_, splits) => splits,
        }
      : {}),
  };
}
