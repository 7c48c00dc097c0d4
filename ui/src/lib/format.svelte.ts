// How the pages show times, sizes and numbers, in their language.

import { createSubscriber } from 'svelte/reactivity';
import type { FileCount, Language } from './ipc';
import * as write from './write';
import { language, t } from './words.svelte';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// Creating a formatter costs more than using it a hundred times.
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
// Days of the calendar are midnight in UTC.
const UTC = { timeZone: 'UTC' } as const;
const monthOfYear = perLanguage(
  (l) => new Intl.DateTimeFormat(l, { month: 'long', year: 'numeric', ...UTC }),
);
const wholeDay = perLanguage((l) => new Intl.DateTimeFormat(l, { dateStyle: 'full', ...UTC }));
const shortMinute = perLanguage(
  (l) =>
    new Intl.DateTimeFormat(l, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
    }),
);
const timeOfDay = perLanguage((l) => new Intl.DateTimeFormat(l, { timeStyle: 'medium' }));
const fourDigits = perLanguage((l) => new Intl.NumberFormat(l, { maximumFractionDigits: 4 }));

function perLanguage<T>(make: (locale: string) => T): () => T {
  const made = new Map<Language, T>();
  return () => {
    const wanted = language();
    // If the browser knows the country, it decides how dates are written.
    const locale = navigator.languages.find((tag) => tag.split('-')[0] === wanted) ?? wanted;
    const known = made.get(wanted) ?? make(locale);
    made.set(wanted, known);
    return known;
  };
}

export const number = (n: number) => write.number(n, language());
/** "1,000+" if not all of them were counted. */
export const count = ({ files, more }: FileCount) => number(files) + (more ? '+' : '');
export const bytes = (n: number) => write.bytes(n, language());

/** A number with all of its digits. */
export const digits = (n: number) => write.digits(n, language());

/** A score with up to four digits after the point, so that scores can be compared. */
export function score(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return write.power(value, language());
  return fourDigits().format(value);
}

/** How long something took, or has taken so far. Less than a second is shown in milliseconds. */
export function duration(began: number, ended: number | null): string {
  const took = Math.max(0, ((ended ?? everySecond()) - began) / SECOND);
  if (ended !== null && took < 1) return `${Math.round(took * 1000)} ms`;
  if (ended !== null && took < 10) return `${write.decimal(took, 1, language())} s`;
  return write.seconds(took);
}

/** "3 min ago"; the date if it was over a week ago. */
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
  // Without the full stop of "3 min. ago".
  const steps = Math.round(past / step);
  return relative()
    .format(-steps, unit)
    .replace(/(?<=(?:min|hr))\./, '');
}

/** The same where there is little room: "Tue, Dec 1, 2026, 8:00 AM". */
export const plannedShort = (at: number) => proper(shortMinute().format(at));

/** French writes "1er janvier", which browsers do not; and "8:00 AM" stays on one line. */
const proper = (date: string) =>
  language() === 'fr'
    ? date.replace(/\b1(?= \p{Letter})/u, '1er')
    : date.replace(/\s(?=[AP]M\b)/i, '\u00a0');

/** The month of a day of the calendar: "December 2026". */
export const month = (day: number) => monthOfYear().format(day);

/** A day of the calendar: "Tuesday, 1 December 2026". */
export const fullDay = (day: number) => wholeDay().format(day);

/** The day, with its year unless that is this one. */
export function date(at: number): string {
  const thisYear = new Date(at).getFullYear() === new Date().getFullYear();
  return (thisYear ? day() : dayOfYear()).format(at);
}

/** To the second, with the day of the week. */
export function exact(at: number): string {
  return proper(moment().format(at));
}

/** To the minute, for times in the future. */
export function planned(at: number): string {
  return proper(minute().format(at));
}

/** The time of day, to the second. */
export function clock(at: number): string {
  return timeOfDay().format(at);
}

/** Splits a name so that its tail, a third of it (4 to 8 letters), stays visible when it is cut. */
export function splitName(name: string): [string, string] {
  const letters = [...name];
  if (letters.length < 12) return [name, ''];
  const tail = Math.min(8, Math.max(4, Math.floor(letters.length / 3)));
  return [letters.slice(0, -tail).join(''), letters.slice(-tail).join('')];
}

// These tick only while something shows them, so an idle window uses no processor time.
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
