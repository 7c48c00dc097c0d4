// When runs were created, in the syntax of the program's filters: `7d`, `2026-11-24`.

import { t } from '$lib/words.svelte';

export const SPANS = {
  '24h': 'logs-span-day',
  '7d': 'logs-span-week',
  '30d': 'logs-span-month',
} as const;

const isSpan = (since: string): since is keyof typeof SPANS => since in SPANS;

export const isDay = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

/** The day so many days later: a day ends when the next one begins. */
export function dayAfter(day: string, days = 1): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

export function spanWords(since: string | null, until: string | null): string {
  if (until === null)
    return isSpan(since ?? '')
      ? t(SPANS[since as keyof typeof SPANS])
      : t('filters-from', { day: since ?? '' });
  const last = isDay(until) ? dayAfter(until, -1) : until;
  return since === null ? t('filters-to', { day: last }) : `${since} – ${last}`;
}
