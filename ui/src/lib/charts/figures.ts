// How the figures of a chart are written: values, and the labels of its axes.

import { bytes, exact, number } from '$lib/format.svelte';
import * as write from '$lib/write';
import { language, t } from '$lib/words.svelte';
import type { Axis, Point } from './program';
import type { Unit } from './resources';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const cached = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function made<T extends Intl.NumberFormat | Intl.DateTimeFormat>(
  make: (l: string) => T,
  key: string,
): T {
  const l = language();
  const id = `${l} ${key}`;
  // If the browser knows the country, it decides how dates are written.
  const locale = navigator.languages.find((tag) => tag.split('-')[0] === l) ?? l;
  if (!cached.has(id)) cached.set(id, make(locale));
  return cached.get(id) as T;
}
const numbers = (options: Intl.NumberFormatOptions) =>
  made((l) => new Intl.NumberFormat(l, options), JSON.stringify(options));
const dates = (options: Intl.DateTimeFormatOptions) =>
  made((l) => new Intl.DateTimeFormat(l, options), JSON.stringify(options));

const percents = (digits: number) => numbers({ style: 'percent', maximumFractionDigits: digits });

/** "1e-5" and not "1.00e-5". */
const short = (power: string) => power.replace(/([.,]\d*?)0+e/, '$1e').replace(/[.,]e/, 'e');

/** A value with up to five digits: `0.12346`, `1,234.5`, `1.23e-5`. */
export function value(v: number, unit: Unit | null = null): string {
  if (unit === 'bytes') return bytes(Math.round(v));
  if (unit === 'percent') return percents(1).format(v / 100);
  const size = Math.abs(v);
  if (size >= 1e7 || (size > 0 && size < 1e-3)) return short(write.power(v, language()));
  return numbers({ maximumSignificantDigits: Number.isInteger(v) ? 8 : 5 }).format(v);
}

/** The value of a point, which need not be finite. */
export const valueOf = (point: Point | null, unit: Unit | null = null): string =>
  point === null ? '–' : point.value === null ? notFinite(point.text) : value(point.value, unit);

/** As Python writes it. */
const notFinite = (text: Point['text']) =>
  text === 'Infinity' ? 'inf' : text === '-Infinity' ? '-inf' : 'NaN';

const stepBetween = (splits: number[]) =>
  splits.length > 1 ? Math.abs(splits[1]! - splits[0]!) : Math.abs(splits[0] ?? 1) || 1;

/** How many digits after the point multiples of a step need: two of 0.25, one of 0.5. */
const digitsFor = (step: number) => Math.max(0, digitsOf(step));

/** The same, but less than zero of steps that are multiples of ten. */
function digitsOf(step: number): number {
  const least = -Math.floor(Math.log10(step) + 1e-9);
  const first = step * 10 ** least;
  return Math.abs(first - Math.round(first)) < 1e-6 ? least : least + 1;
}

/** The labels of an axis of values, as many digits as they need to differ. */
export function valueTicks(splits: (number | null)[], unit: Unit | null): string[] {
  const shown = splits.filter((one) => one !== null);
  const largest = Math.max(...shown.map(Math.abs), 0);
  const step = stepBetween(shown);
  const each = (format: (v: number) => string) =>
    splits.map((v) => (v === null ? '' : v === 0 ? '0' : format(v)));
  if (unit === 'bytes') return byteTicks(splits, largest, step);
  if (largest >= 1e6 || (largest > 0 && largest < 1e-3)) {
    const digits = Math.max(0, Math.floor(Math.log10(largest)) + digitsOf(step));
    return each((v) => short(pointed(v.toExponential(Math.min(digits, 6)).replace('+', ''))));
  }
  const digits = Math.min(12, digitsFor(step));
  if (unit === 'percent') return each((v) => percents(digits).format(v / 100));
  const exactly = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return each((v) => numbers(exactly).format(v));
}

/** The labels of a logarithmic axis, each with the digits of its own. */
export const logTicks = (splits: (number | null)[], unit: Unit | null): string[] =>
  splits.map((v) => (v === null ? '' : value(v, unit)));

function byteTicks(splits: (number | null)[], largest: number, step: number): string[] {
  let power = 0;
  while (largest >= 1000 ** (power + 1) && power < 6) power += 1;
  const name = bytes(1000 ** power).split(' ')[1]!;
  const digits = digitsFor(step / 1000 ** power);
  const exactly = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return splits.map((v) =>
    v === null ? '' : v === 0 ? '0' : `${numbers(exactly).format(v / 1000 ** power)} ${name}`,
  );
}

const pointed = (text: string) => (language() === 'fr' ? text.replace('.', ',') : text);

/** The labels of the axis of steps or times. */
export function xTicks(axis: Axis, splits: number[]): string[] {
  const step = stepBetween(splits);
  if (axis === 'step') return stepTicks(splits);
  if (axis === 'relative') return splits.map((v) => passed(v, step));
  const span = (splits.at(-1) ?? 0) - (splits[0] ?? 0);
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  const options: Intl.DateTimeFormatOptions =
    step >= DAY
      ? { day: 'numeric', month: 'short' }
      : span >= DAY
        ? { day: 'numeric', month: 'short', ...time }
        : step < MINUTE
          ? { ...time, second: '2-digit' }
          : time;
  return splits.map((v) => dates(options).format(v));
}

function stepTicks(splits: number[]): string[] {
  const large = splits.some((v) => Math.abs(v) >= 1e5);
  const compact = numbers({ notation: 'compact', maximumFractionDigits: 2 });
  // Steps are whole.
  return splits.map((v) => (Number.isInteger(v) ? (large ? compact.format(v) : number(v)) : ''));
}

/** How much time has passed, as exactly as `step` needs: `0.5 s`, `1 min 30 s`, `2 h 05 min`. */
function passed(ms: number, step: number): string {
  if (ms < 0) return `-${passed(-ms, step)}`;
  if (step < SECOND) {
    const digits = digitsFor(step / SECOND);
    return `${write.decimal(ms / SECOND, digits, language())}\u00a0s`;
  }
  if (ms === 0) return step < MINUTE ? '0\u00a0s' : step < HOUR ? '0\u00a0min' : '0\u00a0h';
  const unit = (n: number, name: string) => (n > 0 ? `${n}\u00a0${name}` : '');
  const [hours, minutes] = [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE)];
  const seconds = step < MINUTE ? Math.round((ms % MINUTE) / SECOND) : 0;
  return [unit(hours, 'h'), unit(minutes, 'min'), unit(seconds, 's')].filter(Boolean).join(' ');
}

/** Where on the axis something is: "Step 1,200", "3 min 05 s", "Monday, 30 November 2026 at 20:04:05". */
export function place(axis: Axis, x: number): string {
  if (axis === 'step') return t('charts-at-step', { step: Math.round(x) });
  return axis === 'relative' ? since(x) : exact(x);
}

/** The same where there is little room. */
export function placeShort(axis: Axis, x: number): string {
  if (axis !== 'time') return place(axis, x);
  return dates({ hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(x);
}

const since = (ms: number) =>
  Math.abs(ms) < 10 * SECOND
    ? passed(Math.round(ms / 10) * 10, 10)
    : write.seconds(Math.max(0, ms / SECOND));

/** The steps between labels that times are read at. */
export const TIME_STEPS = [
  ...[10, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 365].map((n) => n * DAY),
];

/** What the axis counts. */
export const placeUnit = (axis: Axis): string => t(`charts-axis-${axis}`);
