// A chart as an SVG: title, legend, axes and lines, at a size that suits a document.

import { edgesOf } from './aligned';
import { logTicks, placeUnit, TIME_STEPS, valueTicks, xTicks } from './figures';
import type { Range } from './plot';
import { powers, roomy, ticks } from './scales';
import type { Axis, Points } from './program';
import type { Unit } from './resources';
import { GAP, placed, type Mark } from './stages';

export type Picture = {
  title: string;
  axis: Axis;
  unit: Unit | null;
  log: boolean;
  range: Range | null;
  marks: Mark[];
  colors: { title: string; text: string; grid: string; page: string };
  lines: { label: string; color: string; dashed: boolean; points: Points; smooth: boolean }[];
};

const [WIDTH, HEIGHT] = [960, 480];
/** The room around the lines. */
const [TOP, RIGHT, BOTTOM] = [72, 24, 52];
const FONT = `font-family="'Trainyard Sans', Inter, system-ui, 'Noto Sans', sans-serif"`;
const LETTER = 6.6;

const escaped = (text: string) =>
  text.replace(
    /[&<>"\p{Cc}]/gu,
    (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one] ?? '\ufffd',
  );

type Scale = { min: number; max: number; at: (v: number) => number };

function scaleOf(values: number[], from: number, to: number, log = false): Scale {
  const line = (v: number) => (log ? Math.log10(v) : v);
  let [min, max] = [Infinity, -Infinity];
  for (const v of values) [min, max] = [Math.min(min, v), Math.max(max, v)];
  if (!(min <= max)) [min, max] = [1, 10];
  if (log) [min, max] = roomy(min, max);
  if (min === max) [min, max] = [min - 1, max + 1];
  const share = (v: number) => (line(v) - line(min)) / (line(max) - line(min));
  return { min, max, at: (v) => from + share(v) * (to - from) };
}

const rounded = (n: number) => Math.round(n * 10) / 10;

export function svgOf({
  title,
  axis,
  unit,
  log,
  range,
  marks: stages,
  colors,
  lines,
}: Picture): string {
  const isSeen = (x: number) => range === null || (x >= range[0] && x <= range[1]);
  const isDrawn = (v: number | null | undefined): v is number => v != null && (!log || v > 0);
  const values = lines.flatMap(({ points }) =>
    [points.y, ...edgesOf(points)].flatMap((ys) =>
      ys.filter((v, i): v is number => isDrawn(v) && isSeen(points.x[i]!)),
    ),
  );
  const xs = range ?? lines.flatMap(({ points }) => points.x);
  const y = scaleOf(unit && !log ? [0, ...values] : values, HEIGHT - BOTTOM, TOP, log);
  const marks = log ? powers(y.min, y.max, 8) : ticks(y.min, y.max, 6);
  const labels = log ? logTicks(marks, unit) : valueTicks(marks, unit);
  const left = 24 + Math.max(...labels.map((one) => one.length)) * LETTER;
  const x = scaleOf(xs, left, WIDTH - RIGHT);
  const places = ticks(x.min, x.max, 8, axis === 'step' ? undefined : TIME_STEPS).filter(
    (one) => axis !== 'step' || Number.isInteger(one),
  );
  const named = xTicks(axis, places);

  const path = (xs: number[], ys: (number | null)[]) => {
    let isOpen = false;
    return xs
      .map((at, i) => {
        const v = ys[i];
        if (!isDrawn(v)) {
          isOpen = false;
          return '';
        }
        const command = isOpen ? 'L' : 'M';
        isOpen = true;
        // A point between two gaps is a dot: a line without a length has round ends.
        return `${command}${rounded(x.at(at))} ${rounded(y.at(v))}${command === 'M' ? 'h0' : ''}`;
      })
      .join('');
  };
  /** The band around a mean, as far as both its edges can be drawn. */
  const band = (points: Points, color: string) => {
    const [high, low] = edgesOf(points);
    const at = points.x.flatMap((x, i) => (isDrawn(high[i]) && isDrawn(low[i]) ? [[x, i]] : []));
    const edge = (ys: (number | null)[]) =>
      at.map(([one, i]) => `${rounded(x.at(one!))} ${rounded(y.at(ys[i!]!))}`);
    const outline = [...edge(high), ...edge(low).reverse()];
    return outline.length === 0
      ? ''
      : `<path d="M${outline.join('L')}Z" fill="${color}" fill-opacity="0.16"/>`;
  };
  const stroke = (d: string, color: string, dashed: boolean, width: number, opacity = 1) =>
    `<path d="${d}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"` +
    `${opacity < 1 ? ` stroke-opacity="${opacity}"` : ''}${dashed ? ' stroke-dasharray="6 5"' : ''}/>`;
  const text = (
    at: [number, number],
    words: string,
    anchor: string,
    size = 12,
    color = colors.text,
  ) =>
    `<text x="${rounded(at[0])}" y="${rounded(at[1])}" ${FONT} font-size="${size}" fill="${color}" text-anchor="${anchor}">${escaped(words)}</text>`;
  const rule = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${rounded(x1)}" y1="${rounded(y1)}" x2="${rounded(x2)}" y2="${rounded(y2)}" stroke="${colors.grid}"/>`;

  const widthOf = (label: string) => label.length * LETTER;
  const marked = placed(stages, x.at, [left, WIDTH - RIGHT], widthOf).flatMap(({ x, label }) => [
    `<path d="M${rounded(x)} ${TOP}V${HEIGHT - BOTTOM}" stroke="${colors.text}" stroke-opacity="0.5" stroke-dasharray="2 4"/>`,
    ...(label ? [text([x + GAP, TOP + 4], label, 'start', 11)] : []),
  ]);

  let legendAt = left;
  const legend = lines.flatMap(({ label, color, dashed }) => {
    const at = legendAt;
    legendAt += 36 + label.length * LETTER;
    if (!label || legendAt > WIDTH) return [];
    return [
      stroke(`M${rounded(at)} 48h16`, color, dashed, 2.5),
      text([at + 22, 52], label, 'start'),
    ];
  });
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${colors.page}"/>`,
    text([left, 28], title, 'start', 16, colors.title),
    ...legend,
    ...marks.map((one) => rule(left, y.at(one), WIDTH - RIGHT, y.at(one))),
    ...marks.map((one, i) => text([left - 8, y.at(one) + 4], labels[i]!, 'end')),
    rule(left, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM),
    ...places.map((one, i) => text([x.at(one), HEIGHT - BOTTOM + 18], named[i]!, 'middle')),
    text([WIDTH - RIGHT, HEIGHT - 12], placeUnit(axis), 'end'),
    ...marked,
    `<clipPath id="plot"><rect x="${rounded(left)}" y="${TOP - 4}" width="${rounded(WIDTH - RIGHT - left)}" height="${HEIGHT - TOP - BOTTOM + 8}"/></clipPath>`,
    '<g clip-path="url(#plot)">',
    ...lines.map(({ points, color }) => band(points, color)),
    ...lines.flatMap(({ color, dashed, points, smooth }) => [
      stroke(path(points.x, points.y), color, dashed, smooth ? 1 : 2, smooth ? 0.35 : 1),
      ...(smooth && points.smooth ? [stroke(path(points.x, points.smooth), color, dashed, 2)] : []),
    ]),
    '</g>',
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<title>${escaped(title)}</title>\n${parts.join('\n')}\n</svg>\n`
  );
}
