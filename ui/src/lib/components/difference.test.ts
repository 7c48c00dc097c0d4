// What is shown of a file that has changed.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import type { DataToday, FileDifference } from '$lib/ipc';
import { rowsOf, sentences } from './difference';
import Differences from './Differences.svelte';

let leave = () => {};

afterEach(() => {
  leave();
  leave = () => {};
  document.body.replaceChildren();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

const TABLE: FileDifference = {
  in: 'table',
  before: 3,
  after: 4,
  whole: true,
  added: ['new'],
  removed: [],
  cells: [{ row: 2, column: 'price', before: '20', after: '2\u202e5' }],
  differing: 1200,
  rows: 1000,
  largest: [{ column: 'price', by: 5.5 }],
};

/** Lists two differences, and opens the file that has changed, for which there is this answer. */
async function opened(answer: () => Promise<FileDifference>) {
  const found: DataToday = {
    text: 'Changed.',
    differences: [
      { path: 'a/rows.csv', change: 'changed' },
      { path: 'new.csv', change: 'added' },
    ],
    more: 0,
  };
  const asked: string[] = [];
  const compare = (path: string) => {
    asked.push(path);
    return answer();
  };
  const shown = mount(Differences, { target: document.body, props: { found, compare } });
  leave = () => void unmount(shown);
  flushSync();
  const rows = [...document.querySelectorAll('li')].map((row) =>
    row.textContent.replace(/\s+/g, ' ').trim(),
  );
  expect(rows).toEqual(['changed a/rows.csv', 'added new.csv']);
  expect([asked, find('differs-new.csv')]).toEqual([[], null]);
  const details = find('differs-a/rows.csv')!.closest('details')!;
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await expect.poll(() => asked).toEqual(['a/rows.csv']);
}

test('a file that has changed is opened and shows the cells that differ', async () => {
  await opened(async () => TABLE);
  await expect.poll(() => document.querySelectorAll('td').length).toBe(4);
  const cells = [...document.querySelectorAll('td')].map((cell) => cell.textContent);
  expect(cells).toEqual(['2', 'price', '20', '2\\u{202e}5']);
  expect(find('differs-found')!.dataset.in).toBe('table');
});

test('a file that cannot be compared says why', async () => {
  const refused = { code: 'x', text: 'The content was not kept.', field: null, row: null };
  await opened(() => Promise.reject(refused));
  await expect.poll(() => document.querySelector('[role="alert"]')?.textContent).toBe(refused.text);
});

test('lines that differ are shown like those of packages', async () => {
  await opened(async () => ({
    in: 'text',
    lines: [
      { is: 'removed', text: 'one' },
      { is: 'added', text: 'two' },
    ],
    cut: false,
    long: 12_345,
  }));
  await expect.poll(() => find('differs-found')?.textContent).toContain('Line 12,345 is the first');
  expect(document.querySelector('[role="log"]')).not.toBeNull();
});

test('a person reads how much differs, and by how much', () => {
  expect(sentences(TABLE)).toEqual([
    '1,200 cells differ, in 1,000 rows.',
    'The number of rows was 3 and is 4. Rows at the same position are compared, so a row that was inserted makes all rows after it differ.',
    'Columns added: new',
    'Largest difference in price: 5.5',
    'The first one:',
  ]);
  const form = { dtype: '<f4', shape: [2, 3], fortran: false };
  const elements = {
    differing: 2,
    compared: 6,
    total: 6,
    first: { index: [0, 1], before: '0.5', after: 'NaN' },
    largest: null,
  };
  const arrays: FileDifference = {
    in: 'arrays',
    arrays: [
      { name: 'gone', before: form, after: null, elements: null },
      { name: 'w', before: form, after: form, elements },
    ],
    more: 0,
    same: 1,
    unread: 1,
  };
  expect(sentences(arrays)).toEqual([
    '2 arrays differ, 1 is the same.',
    'One array could not be compared, or not in time.',
  ]);
  expect(rowsOf(arrays)?.rows).toEqual([
    ['gone', '<f4 2 × 3 → –', '–', '–', '–'],
    ['w', '<f4 2 × 3', '2 of 6 elements differ', 'at [0, 1]: 0.5 → NaN', '–'],
  ]);
  const bytes: FileDifference = {
    in: 'bytes',
    first: 1234,
    compared: 1234,
    before: 2000,
    after: 3000,
  };
  expect(sentences(bytes)).toEqual([
    'The first byte that differs is at offset 1,234.',
    'The size was 2.0 kB and is 3.0 kB.',
  ]);
});
