import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, type RunRow, type Tree } from '$lib/ipc';
import { openedMenu } from '$lib/components/contextMenu.svelte';
import Artifacts from './Artifacts.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

let leave = () => {};

beforeEach(() => {
  // Lists have a height, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.mocked(call).mockImplementation((async (name: string, { tree }: { tree: Tree }) => {
    if (name !== 'folder') return { preview: { as: 'empty' }, bytes: 0 };
    const entry = { name: `${tree.of}.csv`, kind: 'link', bytes: null, changed: null };
    return { total: 1, entries: [entry] };
  }) as typeof call);
});

afterEach(() => {
  leave();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

function show(hasData: boolean, keptData = false) {
  const run = { id: 'k7p2m9xd', kind: 'training', dataset: 'rows' } as RunRow;
  const shown = mount(Artifacts, { target: document.body, props: { run, hasData, keptData } });
  leave = () => void unmount(shown);
  flushSync();
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

test('the data that a run has is beside its artifacts, and is not saved as one of them', async () => {
  show(true);
  await expect.poll(() => find('artifact-artifacts.csv')).not.toBeNull();
  find('files-of-data')!.click();
  await expect.poll(() => find('data-data.csv')).not.toBeNull();
  expect(find('artifact-artifacts.csv')).toBeNull();
  expect(find('artifacts-save-all')).toBeNull();
});

test('a run without data shows only its artifacts', async () => {
  show(false);
  await expect.poll(() => find('artifact-artifacts.csv')).not.toBeNull();
  expect(find('files-of-data')).toBeNull();
});

// Otherwise a person would be offered a path that there is not, and be refused each time.
test.each([true, false])('of data that is kept (%s) no path is offered', async (isKept) => {
  show(true, isKept);
  await expect.poll(() => find('files-of-data')).not.toBeNull();
  find('files-of-data')!.click();
  await expect.poll(() => find('data-data.csv')).not.toBeNull();
  find('data-data.csv')!.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
  const items = openedMenu()!.items.filter((item) => item !== 'line');
  const item = (handle: string) => items.find(({ testid }) => testid === handle);
  expect(item('menu-copy-path')!.disabled ?? false).toBe(isKept);
  expect(item('menu-copy-path')!.tip ?? '').toContain(isKept ? 'new dataset' : '');
  expect(item('menu-add-kept') !== undefined).toBe(isKept);
  item('menu-add-kept')?.onselect();
  flushSync();
  if (isKept) await expect.poll(() => find('restore-name')).not.toBeNull();
});
