import { expect, test, vi } from 'vitest';
import type { Preview as Answer, Rows } from '$lib/ipc';
import { all, asked, entry, open, press, program, texts } from './testing.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

const firstCells = () => texts('[role=row] [role=gridcell]:first-child');

const rows = (from: number, count: number, next: number | null): Rows => ({
  rows: Array.from({ length: count }, (_, i) => ({ cells: [String(1000 - from - i), 'x'] })),
  next,
  endless: false,
});
const table = (read = rows(0, 20, 77)): Answer => ({
  as: 'table',
  columns: [
    { name: 'n', kind: 'integer', declared: null },
    { name: 'letter', kind: 'text', declared: 'BYTE_ARRAY' },
  ],
  cut: false,
  delimiter: 'comma',
  total: null,
  rows: read,
});

test('a table reads more rows with the position that came with those before, and sorts all of them', async () => {
  program((_, ask) => (ask.ask === 'rows' ? { as: 'rows', ...rows(20, 5, null) } : table()));
  open('a.csv');
  await expect.poll(() => all('[role=grid]')[0]?.ariaRowCount).toBe('26');
  expect(asked('rows')).toEqual([{ ask: 'rows', at: 77 }]);
  expect(texts('.title')).toEqual(['n', 'letter']);
  expect(texts('.type')).toEqual(['integer', 'BYTE_ARRAY']);
  expect(firstCells()[0]).toBe('1000');
  all('[role=columnheader] button')[0]!.click();
  await expect.poll(() => firstCells()[0]).toBe('976');
  expect(all('[role=columnheader]')[0]!.ariaSort).toBe('ascending');
  // The rows keep their numbers.
  expect(texts('.gutter .number')[0]).toBe('25');
  all('[role=columnheader] button')[0]!.click();
  await expect.poll(() => firstCells()[0]).toBe('1000');
});

test('statistics are read when they are asked for', async () => {
  const numbers = { count: 3, least: -2, most: 8.5, mean: 3, width: 1, bins: [1, 0, 2] };
  program((_, ask) =>
    ask.ask === 'columns'
      ? {
          as: 'columns',
          columns: [{ name: 'n', kind: 'number', empty: 4, numbers, texts: null }],
          rows: 7,
          all: false,
          read: [1, 4],
        }
      : table(rows(0, 2, null)),
  );
  open('a.csv');
  await expect.poll(() => all('[data-testid=preview-statistics]')).toHaveLength(1);
  expect(asked('columns')).toEqual([]);
  all('[data-testid=preview-statistics]')[0]!.click();
  await expect.poll(() => texts('dd')).toEqual(['4', '-2', '3', '8.5']);
  expect(all('svg[role=img]')[0]!.ariaLabel).toBe('Histogram of n, from -2 to 8.5');
  expect(document.body.textContent).toContain('25 %');
});

const value = (key: string | null, kind: 'number' | 'array', start: number) => ({
  key,
  kind,
  shown: kind === 'array' ? '[1, …' : '1',
  cut: false,
  start,
  end: null,
});
const children = (values: ReturnType<typeof value>[]): Answer => ({
  as: 'json',
  of: 'object',
  start: 4,
  first: 0,
  values,
  next: null,
  broken: null,
});

test('what is in a JSON value is read when it is unfolded, by keys as well', async () => {
  program((_, ask) =>
    ask.ask === 'children'
      ? children([value(null, 'number', 41), value(null, 'number', 44)])
      : children([value('loss', 'array', 40), value('epochs', 'number', 90)]),
  );
  open('a.json');
  await expect.poll(() => all('[role=treeitem]')).toHaveLength(2);
  expect(asked('children')).toEqual([]);
  expect(all('[role=treeitem]')[0]!.ariaExpanded).toBe('false');
  press('ArrowRight', '[role=tree]');
  await expect.poll(() => all('[role=treeitem]')).toHaveLength(4);
  expect(asked('children')).toEqual([{ ask: 'children', start: 40, from: null, most: 200 }]);
  expect(all('[role=treeitem]')[1]!.getAttribute('aria-level')).toBe('2');
  press('ArrowRight', '[role=tree]');
  press('ArrowLeft', '[role=tree]');
  press('ArrowLeft', '[role=tree]');
  await expect.poll(() => all('[role=treeitem]')).toHaveLength(2);
  // What was read once is there.
  press('ArrowRight', '[role=tree]');
  await expect.poll(() => all('[role=treeitem]')).toHaveLength(4);
  expect(asked('children')).toHaveLength(1);
});

test('the rest of a JSON value is read once it comes into view, from where the value begins', async () => {
  const mark = { at: 60, index: 1, within: { depth: 0, string: false, escaped: false } };
  program((_, ask) => {
    if (ask.ask === 'children') return children([value('b', 'number', 61)]);
    return { ...children([value('a', 'number', 10)]), next: mark } as Answer;
  });
  open('a.json');
  await expect.poll(() => texts('[role=treeitem] .key')).toEqual(['a', 'b']);
  expect(asked('children')).toEqual([{ ask: 'children', start: 4, from: mark, most: 200 }]);
});

test('lines that are JSON are numbered, and more of them are read by their position', async () => {
  program((_, ask) =>
    ask.ask === 'rows'
      ? { as: 'lines', values: [value(null, 'array', 50)], next: null }
      : { as: 'lines', values: [value(null, 'array', 0), value(null, 'number', 20)], next: 50 },
  );
  open('a.jsonl');
  await expect.poll(() => texts('[role=treeitem] .key')).toEqual(['1', '2', '3']);
  expect(asked('rows')).toEqual([{ ask: 'rows', at: 50 }]);
});

test('pieces that were read are read again when the file has changed, and replaced at once', async () => {
  let version = 'a';
  const digits = () => version.repeat(2 * 16 * 40);
  program((_, ask) => {
    const at = ask.ask === 'hex' ? ask.at : 0;
    return { as: 'hex', digits: digits(), at, next: at === 0 ? 640 : null };
  });
  const props = open('a.bin');
  await expect.poll(() => all('[role=grid]')).toHaveLength(1);
  all('[data-testid=preview-more]')[0]?.click();
  await expect.poll(() => all('[role=grid]')[0]?.ariaRowCount).toBe('81');
  version = 'b';
  props.entry = { ...entry, changed: 2 };
  await expect.poll(() => all('[data-testid=preview-again]')).toHaveLength(1);
  all('[data-testid=preview-again]')[0]!.click();
  await expect.poll(() => texts('[role=gridcell]')[1]).toMatch(/^bb/);
  expect(all('[role=grid]')[0]?.ariaRowCount).toBe('81');
  expect(asked('hex')).toHaveLength(2);
});

test('HTML is shown in a frame in which nothing runs, once all of it is there, or as it is written', async () => {
  const text = { encoding: 'utf8', syntax: 'html', kind: 'html' } as const;
  program((_, ask) =>
    ask.ask === 'text'
      ? { as: 'text', ...text, text: '</h1><img src="//evil.example">', at: 9, next: null }
      : { as: 'text', ...text, text: '<h1>Title', at: 0, next: 9 },
  );
  open('report.html');
  await expect.poll(() => all('iframe')).toHaveLength(1);
  const frame = all('iframe')[0] as HTMLIFrameElement;
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.srcdoc).toContain('<h1>Title</h1>');
  expect(frame.srcdoc).not.toContain('evil');
  all('[data-testid=preview-source]')[0]!.click();
  await expect.poll(() => document.body.textContent).toContain('evil.example');
  expect(all('iframe')).toHaveLength(0);
});
