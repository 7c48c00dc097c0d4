// How times, sizes and numbers stand in the window, in its language.

import { createSubscriber } from 'svelte/reactivity';
import type { Language } from './ipc';
import * as write from './write';
import { language, t } from './words.svelte';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Making one of these costs more than a hundred uses of it.
const relative = perLanguage(
  (l) => new Intl.RelativeTimeFormat(l, { style: 'short', numeric: 'auto' }),
);
const day = perLanguage((l) => new Intl.DateTimeFormat(l, { day: 'numeric', month: 'short' }));
const dayOfYear = perLanguage((l) => new Intl.DateTimeFormat(l, { dateStyle: 'medium' }));
const moment = perLanguage(
  (l) => new Intl.DateTimeFormat(l, { dateStyle: 'full', timeStyle: 'medium' }),
);
const minute = perLanguage(
  (l) => new Intl.DateTimeFormat(l, { dateStyle: 'full', timeStyle: 'short' }),
);
const timeOfDay = perLanguage((l) => new Intl.DateTimeFormat(l, { timeStyle: 'medium' }));
const fourDigits = perLanguage((l) => new Intl.NumberFormat(l, { maximumFractionDigits: 4 }));

function perLanguage<T>(make: (locale: string) => T): () => T {
  const made = new Map<Language, T>();
  return () => {
    const wanted = language();
    // With the country, where it is known: it decides how dates are written.
    const locale = navigator.languages.find((tag) => tag.split('-')[0] === wanted) ?? wanted;
    const known = made.get(wanted) ?? make(locale);
    made.set(wanted, known);
    return known;
  };
}

export const number = (n: number) => write.number(n, language());
export const bytes = (n: number) => write.bytes(n, language());

/** A score as people compare them: four digits behind the point, fewer where there are none. */
export function score(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return write.power(value, language());
  return fourDigits().format(value);
}

/** How long something took, or takes until now. What is over fast is told more exactly. */
export function duration(began: number, ended: number | null): string {
  const took = Math.max(0, ((ended ?? everySecond()) - began) / SECOND);
  if (ended !== null && took < 1) return `${Math.round(took * 1000)} ms`;
  if (ended !== null && took < 10) return `${write.decimal(took, 1, language())} s`;
  return write.seconds(took);
}

/** "3 min ago"; after a week the date. */
export function ago(at: number): string {
  const past = halfMinutes() - at;
  if (Math.abs(past) < 45 * SECOND) return t('time-now');
  if (Math.abs(past) > 7 * DAY) return date(at);
  const [step, unit] =
    Math.abs(past) < 0.95 * HOUR
      ? ([MINUTE, 'minute'] as const)
      : Math.abs(past) < 0.95 * DAY
        ? ([HOUR, 'hour'] as const)
        : ([DAY, 'day'] as const);
  // "3 min. ago" is an abbreviation too many; days keep the sign before their number.
  const steps = Math.round(past / step);
  return relative()
    .format(-steps, unit)
    .replace(/(?<=(?:min|hr))\./, '');
}

function date(at: number): string {
  const thisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return (thisYear ? day() : dayOfYear()).format(at);
}

/** To the second, with the day of the week. */
export function exact(at: number): string {
  return moment().format(at);
}

/** To the minute, as times are planned. */
export function planned(at: number): string {
  return minute().format(at);
}

/** The time of day, to the second. */
export function clock(at: number): string {
  return timeOfDay().format(at);
}

/** The end of a name that stays in sight when its middle is left out: about a third, 4 to 12. */
export function splitName(name: string): [string, string] {
  const letters = [...name];
  if (letters.length < 12) return [name, ''];
  const tail = Math.min(12, Math.max(4, Math.floor(letters.length / 3)));
  return [letters.slice(0, -tail).join(''), letters.slice(-tail).join('')];
}

// Time goes on only for what shows it: nothing ticks in a window where nothing runs.
const everySecond = ticking(SECOND);
const halfMinutes = ticking(30 * SECOND);

function ticking(step: number): () => number {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, step);
    return () => clearInterval(timer);
  });
  return () => {
    subscribe();
    return Date.now();
  };
}
