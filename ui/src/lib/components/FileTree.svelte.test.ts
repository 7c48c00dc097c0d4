import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChosenFile } from '$lib/tree.svelte';
import FileTree from './FileTree.svelte';
import { files, program } from './filesTesting';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

let tree: { again(): Promise<void> } & Record<string, unknown>;
let chosen = $state.raw<ChosenFile | null>(null);
let props = $state({ filter: '' });

beforeEach(() => {
  // Lists have a height, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  files.clear();
  program();
});

afterEach(async () => {
  await unmount(tree);
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

/** Shows the files, and waits until the first one is chosen. */
async function open(...names: string[]) {
  names.forEach((name, i) => files.set(name, i));
  chosen = null;
  props = { filter: '' };
  tree = mount(FileTree, {
    target: document.body,
    props: {
      label: 'Files',
      tree: { of: 'artifacts', id: 'x' } as const,
      prefix: 'file-',
      sorts: true,
      get filter() {
        return props.filter;
      },
      get chosen() {
        return chosen;
      },
      set chosen(now: ChosenFile | null) {
        chosen = now;
      },
    },
  }) as typeof tree;
  await expect.poll(() => chosen?.path).toBe(names[0]);
}

const list = () => document.querySelector<HTMLElement>('[role=tree]')!;
const row = (path: string) => document.querySelector<HTMLElement>(`[data-testid="file-${path}"]`);
/** The paths of the rows on which keys act. */
const active = () =>
  document.getElementById(list().getAttribute('aria-activedescendant') ?? '')?.dataset['testid'];
const press = (key: string, how: KeyboardEventInit = {}) => {
  list().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...how }));
  flushSync();
};

test('the active file stays active when others appear before it', async () => {
  await open('b', 'c');
  press('ArrowDown');
  await expect.poll(() => chosen?.path).toBe('c');
  files.set('a', 1).set('c', 70);
  await tree.again();
  await tick();
  expect(chosen).toMatchObject({ path: 'c', entry: { bytes: 70 }, gone: false });
  expect(active()).toBe('file-c');
  press('ArrowUp');
  await expect.poll(() => chosen?.path).toBe('b');
});

test('a file that is gone stays chosen as gone, until it is there again', async () => {
  await open('a', 'b', 'c');
  press('End');
  await expect.poll(() => chosen?.path).toBe('c');
  files.delete('c');
  await tree.again();
  await expect.poll(() => chosen).toMatchObject({ path: 'c', gone: true });
  expect(document.querySelectorAll('[role=treeitem]')).toHaveLength(2);
  files.set('c', 9);
  await tree.again();
  await expect.poll(() => chosen).toMatchObject({ path: 'c', entry: { bytes: 9 }, gone: false });
});

test('the active file stays active in another order', async () => {
  await open('a', 'b', 'c');
  document.querySelector<HTMLElement>('[data-testid=files-sort-size]')!.click();
  await expect
    .poll(() =>
      [...document.querySelectorAll('[role=treeitem]')].map(
        (one) => one.querySelector('.name')!.textContent,
      ),
    )
    .toEqual(['c', 'b', 'a']);
  expect(active()).toBe('file-a');
  expect(chosen?.path).toBe('a');
});

test('what is found leaves the active file alone, and what is chosen there is shown in its folder', async () => {
  await open('a', 'z/inner/model', 'z/other');
  row('z')!.click();
  await expect.poll(() => row('z/other')).toBeNull();
  row('a')!.click();
  await expect.poll(() => chosen?.path).toBe('a');
  props.filter = 'model';
  await expect.poll(() => row('z/inner/model')).not.toBeNull();
  expect([chosen?.path, active()]).toEqual(['a', undefined]);
  press('ArrowDown');
  await expect.poll(() => chosen?.path).toBe('z/inner/model');
  props.filter = '';
  await expect.poll(() => row('z/other')).not.toBeNull();
  expect(chosen?.path).toBe('z/inner/model');
  expect(active()).toBe('file-z/inner/model');
});
