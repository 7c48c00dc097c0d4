// Which data a run was given.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { call, type DataToday, type GivenData as Given } from '$lib/ipc';
import GivenData from './GivenData.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

let leave = () => {};

afterEach(() => {
  leave();
  vi.resetAllMocks();
  document.body.replaceChildren();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

/** Shows what was given, and opens the comparison, which gets this answer. */
function opened(kept: boolean, answer: () => Promise<DataToday>) {
  vi.mocked(call).mockImplementation((async (name: string) =>
    name === 'data_today' ? answer() : null) as typeof call);
  const given: Given = { role: 'input', files: 1234, bytes: 5_600_000, kept, state: 3 };
  const shown = mount(GivenData, {
    target: document.body,
    props: { id: 'k7p2m9xd', dataset: 'rows', given },
  });
  leave = () => void unmount(shown);
  flushSync();
  expect(call).not.toHaveBeenCalled();
  const details = find('data-today-input')!.closest('details')!;
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
}

test('a dataset is compared with what the run was given when somebody asks', async () => {
  opened(true, async () => ({
    text: 'The dataset has changed since.',
    differences: [
      { path: 'new.csv', change: 'added' },
      { path: 'rows.csv', change: 'changed' },
    ],
    more: 98,
  }));
  expect(find('data-input')!.textContent).toContain('1,234 files, 5.6 MB, kept with the run');
  await expect
    .poll(() => find('data-compared')?.textContent)
    .toBe('The dataset has changed since.');
  const rows = [...document.querySelectorAll('li')].map((row) => row.textContent.trim());
  expect(rows).toEqual(['added new.csv', 'changed rows.csv', 'and 98 more']);
});

test('a dataset that cannot be read says why', async () => {
  const refused = { code: 'x', text: 'The folder cannot be read.', field: null, row: null };
  opened(false, () => Promise.reject(refused));
  expect(find('data-input')!.textContent).not.toContain('kept');
  await expect.poll(() => document.querySelector('.bad')?.textContent).toBe(refused.text);
});
