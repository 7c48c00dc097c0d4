// What something was made of, and what it led to.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, type LineagePicture } from '$lib/ipc';
import { swap } from '$lib/router.svelte';
import Lineage from './Lineage.svelte';
import { hrefOf, linked, next, type PictureNode } from './lineage';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

const node = (id: string, column: number, y: number, what: PictureNode['what']): PictureNode => ({
  id,
  what,
  title: id,
  detail: '',
  side: id === 'made' ? 'start' : 'above',
  column,
  x: column * 300,
  y,
});

const run = (id: string, status: 'Successful' | null) =>
  ({ is: 'run', id, kind: status && 'training', status }) as const;

/** Data and a version, a run, and what it made beside runs that are folded. */
const picture: LineagePicture = {
  nodes: [
    node('rows', 0, 0, { is: 'data', dataset: 'rows', state: 3, same: true }),
    node('before', 0, 60, { is: 'version', name: 'churn', version: '1.0', isHere: false }),
    node('run', 1, 30, run('k7p2m9xd', 'Successful')),
    node('made', 2, 30, { is: 'version', name: 'churn', version: '1.1', isHere: true }),
    node('more:1', 2, 90, { is: 'more', runs: 12 }),
  ],
  lines: [
    { from: 0, to: null, kind: null, path: 'M0 0H1' },
    { from: 0, to: 2, kind: 'input', path: 'M0 0H2' },
    { from: 0, to: 2, kind: 'evaluation', path: 'M0 0H2' },
    { from: 1, to: 2, kind: 'package', path: 'M0 0H3' },
    { from: 2, to: 3, kind: 'made', path: 'M0 0H4' },
    { from: 1, to: 4, kind: null, path: 'M0 0H5' },
  ],
  width: 1000,
  height: 200,
  nodeWidth: 216,
  nodeHeight: 46,
  leftOut: 3,
  file: null,
};

let leave = () => {};

beforeEach(() => swap({ page: 'pipelines' }));
afterEach(() => {
  leave();
  vi.resetAllMocks();
  document.body.replaceChildren();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

async function opened() {
  vi.mocked(call).mockImplementation((async (name: string) =>
    name === 'lineage' ? picture : null) as typeof call);
  const props = { of: 'version' as const, name: 'churn', version: '1.1' };
  const shown = mount(Lineage, { target: document.body, props });
  leave = () => void unmount(shown);
  flushSync();
  await expect.poll(() => find('lineage-graph')).not.toBeNull();
}

test('the arrow keys follow the lines, and go up and down in a column', () => {
  expect(linked(picture, 2, 'from')).toEqual([0, 1]);
  expect(next(picture, 3, 'ArrowLeft')).toBe(2);
  expect(next(picture, 2, 'ArrowRight')).toBe(3);
  expect(next(picture, 0, 'ArrowDown')).toBe(1);
  expect(next(picture, 1, 'ArrowDown')).toBeNull();
  expect(next(picture, 1, 'ArrowLeft')).toBeNull();
  expect(next(picture, 0, 'Home')).toBe(3);
});

test('what was removed or is in another store leads nowhere', () => {
  expect(picture.nodes.map(hrefOf)).toEqual([
    '#/datasets/rows/states',
    null,
    '#/pipelines/k7p2m9xd/overview',
    '#/packages/churn',
    null,
  ]);
  expect(hrefOf(node('gone', 0, 0, run('k7p2m9xd', null)))).toBeNull();
});

test('a node is reached by keyboard, and folded runs are unfolded', async () => {
  await opened();
  expect(find('lineage-about')!.textContent).toContain('3 more');
  const start = find('lineage-made')!;
  expect(start.tabIndex).toBe(0);
  expect(find('lineage-rows')!.tabIndex).toBe(-1);
  start.focus();
  start.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
  flushSync();
  expect(document.activeElement).toBe(find('lineage-run'));
  find('lineage-more')!.click();
  await expect
    .poll(() => (vi.mocked(call).mock.calls as unknown[][]).at(-1)?.[1])
    .toMatchObject({ unfolded: ['more:1'] });
});

test('the same is in a table, for those who cannot see the graph', async () => {
  await opened();
  find('tab-list')!.click();
  flushSync();
  const rows = [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent.trim().replace(/\s+/g, ' ')),
  );
  expect(rows[2]![0]).toContain('run');
  expect(rows[2]![2]).toContain('rows');
  expect(rows[2]![2]).toContain('before');
  expect(rows[2]![3]).toContain('made');
});
