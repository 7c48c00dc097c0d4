// Days of the calendar, as midnight in UTC, so that no clock change moves them.

const DAY = 24 * 60 * 60 * 1000;

/** `2026-12-01`. */
export const written = (day: Date): string => day.toISOString().slice(0, 10);

/** Parses `2026-12-01`; null: it is no day. */
export function read(text: string): Date | null {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  // 31 February is invalid to one browser, and 3 March to another.
  return day && !Number.isNaN(day.getTime()) && written(day) === text ? day : null;
}

/** The day that the clock here shows. */
export function today(): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

export const addDays = (day: Date, days: number): Date => new Date(day.getTime() + days * DAY);

/** The same day of another month, or that month's last one. */
export function addMonths(day: Date, months: number): Date {
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day.getUTCDate(), last)));
}

/** How many days it is after a Monday. */
export const weekday = (day: Date): number => (day.getUTCDay() + 6) % 7;

/** The weeks, from Monday on, that contain the days of a day's month. */
export function weeks(day: Date): Date[][] {
  const first = addDays(day, 1 - day.getUTCDate());
  const last = addDays(addMonths(first, 1), -1);
  const begin = addDays(first, -weekday(first));
  const count = Math.ceil((weekday(first) + last.getUTCDate()) / 7);
  return Array.from({ length: count }, (_, week) =>
    Array.from({ length: 7 }, (_, n) => addDays(begin, week * 7 + n)),
  );
}
