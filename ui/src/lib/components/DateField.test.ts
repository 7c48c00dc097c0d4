import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import DateField from './DateField.svelte';

let field: object;

afterEach(() => unmount(field));

const shown = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`)!;
const until = (holds: () => void) => vi.waitFor(holds, { timeout: 30_000 });

function show(props: { value: string; min?: string; max?: string }) {
  field = mount(DateField, {
    target: document.body,
    props: { label: 'Date', 'data-testid': 'date', ...props },
  });
  flushSync();
  shown('date-calendar').click();
}

function press(key: string, shiftKey = false) {
  document.activeElement!.dispatchEvent(
    new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }),
  );
}

/** Whoever uses no mouse could only type. */
test('a day is chosen by keys', async () => {
  show({ value: '2026-03-31' });
  const focused = (day: string) =>
    until(() => expect(document.activeElement).toBe(shown(`calendar-${day}`)));
  await focused('2026-03-31');
  for (const [key, day] of [
    ['ArrowLeft', '2026-03-30'],
    ['ArrowUp', '2026-03-23'],
    ['End', '2026-03-29'],
    ['ArrowRight', '2026-03-30'],
    ['ArrowDown', '2026-04-06'],
    ['PageUp', '2026-03-06'],
    ['Home', '2026-03-02'],
    ['PageDown', '2026-04-02'],
  ] as const) {
    press(key);
    await focused(day);
  }
  press('PageUp', true);
  await focused('2025-04-02');
});

/** A run would be planned for a time that is over, or resolve as of a day that is yet to come. */
test('days that are out of range cannot be chosen', async () => {
  show({ value: '2026-03-10', min: '2026-03-05', max: '2026-03-20' });
  await until(() => expect(document.activeElement).toBe(shown('calendar-2026-03-10')));
  const disabled = (day: string) => shown(`calendar-${day}`).hasAttribute('disabled');
  expect(['2026-03-04', '2026-03-05', '2026-03-20', '2026-03-21'].map(disabled)).toEqual([
    true,
    false,
    false,
    true,
  ]);
  press('PageDown');
  await until(() => expect(document.activeElement).toBe(shown('calendar-2026-03-20')));
  expect(shown('calendar-next').hasAttribute('disabled')).toBe(true);
  shown('calendar-2026-03-12').click();
  await until(() => expect(document.activeElement).toBe(shown('date')));
  expect((shown('date') as HTMLInputElement).value).toBe('2026-03-12');
});
