import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { on, type Ask, type InitialState, type Refusal } from '$lib/ipc';
import { applyInitialState } from '$lib/session.svelte';
import { openedMenu } from './contextMenu.svelte';
import { drop, toasts } from './toasts.svelte';
import FileBrowser from './FileBrowser.svelte';
import { asked, files, program } from './filesTesting';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
  on: vi.fn(() => () => undefined),
}));

const tree = { of: 'artifacts', id: 'x' } as const;
let browser: ReturnType<typeof mount> | null = null;

beforeEach(() => {
  // Lists have a size, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(600);
  files.clear();
  program(answer);
});

afterEach(async () => {
  if (browser) await unmount(browser);
  for (const { id } of toasts()) drop(id);
  document.body.replaceChildren();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** What the program answers about anything but the tree. */
type Asked = { path: string; ask?: Ask };

function answer(name: string, { path, ask }: Asked): unknown {
  if (name === 'save_files' || name === 'follow_files') return null;
  if (name === 'file_path') return `/store/${path}`;
  if (name === 'show_file') return null;
  const png = { as: 'picture', png: btoa('png'), width: 2, height: 1 };
  if (name === 'preview')
    return { preview: ask?.ask === 'picture' ? png : { as: 'hdf5' }, bytes: 1 };
  throw new Error(`${name} was not expected.`);
}

/** Shows the files, and waits until the first one is chosen. */
async function open(...names: string[]) {
  names.forEach((name, i) => files.set(name, i));
  const saveAll = { label: 'Save all', testid: 'save-all' };
  const props = { tree, label: 'Files', prefix: 'file-', saveAll };
  browser = mount(FileBrowser, { target: document.body, props });
  await expect.poll(() => find('file-preview')).not.toBeNull();
}

/** The program says that files have changed. */
const change = (isWatched = true) =>
  vi.mocked(on).mock.lastCall![1]({ event: 'files', isWatched } as never);

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);
const list = () => document.querySelector<HTMLElement>('[role=tree]')!;

function click(handle: string, how: MouseEventInit = {}) {
  find(handle)!.dispatchEvent(new MouseEvent('click', { bubbles: true, ...how }));
  flushSync();
}

function press(key: string, how: KeyboardEventInit = {}, target: Element = list()) {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how }),
  );
  flushSync();
}

const selected = () =>
  [...document.querySelectorAll<HTMLElement>('[role=treeitem][aria-selected=true]')].map(
    (row) => row.dataset['testid'],
  );

test('several files are selected as in a file manager, and saved together', async () => {
  await open('a', 'b', 'c', 'd', 'e');
  click('file-c', { ctrlKey: true });
  expect(selected()).toEqual(['file-a', 'file-c']);
  click('file-e', { shiftKey: true });
  await expect.poll(selected).toEqual(['file-a', 'file-c', 'file-d', 'file-e']);
  press('ArrowUp', { shiftKey: true });
  await expect.poll(selected).toEqual(['file-a', 'file-c', 'file-d']);
  expect(find('files-selection')!.textContent).toContain('3 selected');
  click('files-save-selected');
  await expect.poll(() => asked('save_files')).toHaveLength(1);
  expect(asked('save_files')[0]).toMatchObject({ tree, paths: ['a', 'c', 'd'] });
  click('file-b');
  expect(selected()).toEqual(['file-b']);
  expect(find('files-selection')).toBeNull();
});

test('all files are selected by a key, also in a folder that was not read yet', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
  await open(...many, 'z');
  click('file-many');
  await expect.poll(() => find('file-many/0000')).not.toBeNull();
  press('a', { ctrlKey: true });
  await expect.poll(() => find('files-selection')?.textContent).toContain('3,002 selected');
  expect(asked<{ limit: number }>('folder').filter(({ limit }) => limit === 2000)).toHaveLength(2);
  press('Escape');
  expect(find('files-selection')).toBeNull();
});

test('selected files stay selected when others appear before them', async () => {
  await open('b', 'c', 'd');
  press(' ');
  press('ArrowDown', { shiftKey: true });
  await expect.poll(selected).toEqual(['file-b', 'file-c']);
  files.set('a', 1);
  change();
  await expect.poll(() => find('file-a')).not.toBeNull();
  expect(selected()).toEqual(['file-b', 'file-c']);
});

test('a file, a folder and all of it are saved', async () => {
  await open('plots/a.png', 'z');
  const paths = () => asked<{ paths: string[] }>('save_files').map(({ paths }) => paths[0]);
  click('file-save');
  await expect.poll(paths).toEqual(['plots']);
  click('save-all');
  await expect.poll(paths).toEqual(['plots', '']);
});

test('an image is copied, and a file is shown and its path copied', async () => {
  await open('plot.png', 'z');
  const write = vi.fn(async (_: { data: Record<string, Promise<Blob>> }[]) => {});
  const writeText = vi.fn();
  vi.stubGlobal('navigator', { ...navigator, clipboard: { write, writeText } });
  vi.stubGlobal(
    'ClipboardItem',
    class {
      constructor(readonly data: unknown) {}
    },
  );
  const choose = async (handle: string) => {
    find('file-plot.png')!.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
    const item = openedMenu()!.items.find((one) => one !== 'line' && one.testid === handle);
    if (item && item !== 'line') item.onselect();
    return item;
  };
  await choose('menu-copy-path');
  await expect.poll(() => writeText.mock.calls).toEqual([['/store/plot.png']]);
  await choose('menu-copy-image');
  await expect.poll(() => toasts().map(({ text }) => text)).toEqual(['Image copied']);
  expect((await write.mock.calls[0]![0][0]!.data['image/png']!).type).toBe('image/png');
  // The system can refuse it.
  write.mockRejectedValueOnce(new Error('NotAllowedError'));
  await choose('menu-copy-image');
  await expect
    .poll(() => toasts().map(({ text }) => text))
    .toContain('The image could not be copied. Save it instead.');
  // Only a window is on the machine that has the file.
  expect(await choose('menu-show-file')).toBeUndefined();
  await applyInitialState({ showsFolders: true, theme: 'light', language: 'en' } as InitialState);
  await choose('menu-show-file');
  await expect.poll(() => asked('show_file')).toEqual([{ tree, path: 'plot.png' }]);
});

test('the next and the previous file are reached from the preview, past folders', async () => {
  await open('a/one', 'a/two', 'b');
  const shown = () => find('file-preview')!.ariaLabel;
  const step = (key: string) => press(key, { altKey: true }, document.body);
  step('ArrowDown');
  await expect.poll(shown).toBe('a/one');
  step('ArrowDown');
  await expect.poll(shown).toBe('a/two');
  click('file-next');
  await expect.poll(shown).toBe('b');
  click('file-next');
  click('file-previous');
  await expect.poll(shown).toBe('a/two');
  step('ArrowUp');
  step('ArrowUp');
  await expect.poll(shown).toBe('a/one');
  // The next one of a file that is gone is at its place.
  files.delete('a/one');
  change();
  await expect.poll(() => find('preview-notice')).not.toBeNull();
  step('ArrowDown');
  await expect.poll(shown).toBe('a/two');
});

const active = () => {
  const grid = find('file-gallery')!;
  return document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.ariaLabel;
};

test('images are shown as a gallery, of which only what is in view is loaded', async () => {
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL() {} }),
  );
  const many = Array.from({ length: 50_000 }, (_, i) => `p/${String(i).padStart(5, '0')}.png`);
  await open(...many, 'p/read.txt', 'z');
  await expect.poll(() => find('file-as-gallery')).not.toBeNull();
  click('file-as-gallery');
  const tiles = () => document.querySelectorAll('[role=gridcell]').length;
  await expect.poll(tiles).toBeGreaterThan(6);
  // Three fit into the width.
  expect(find('file-gallery')!.ariaColCount).toBe('3');
  expect(tiles()).toBeLessThan(60);
  await expect.poll(() => document.querySelectorAll('.thumbnail img').length).toBe(tiles());
  const grid = find('file-gallery')!;
  const go = (key: string) => press(key, {}, grid);
  go('ArrowDown');
  await expect.poll(active).toBe('00003.png');
  go('ArrowRight');
  await expect.poll(active).toBe('00004.png');
  go('ArrowUp');
  go('ArrowUp');
  await expect.poll(active).toBe('00001.png');
  go('End');
  await expect.poll(active).toBe('49999.png');
  go('Home');
  await expect.poll(active).toBe('00000.png');
  go('Enter');
  await expect.poll(() => find('file-preview')?.ariaLabel).toBe('p/00000.png');
  press('Escape', {}, document.body);
  await expect.poll(() => find('file-preview')).toBeNull();
  expect(active()).toBe('00000.png');
});

test('a gallery is sorted as the files beside it are', async () => {
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL() {} }),
  );
  // The sizes are 0, 1 and 2.
  await open('b.png', 'c.png', 'a.png');
  await expect.poll(() => find('file-as-gallery')).not.toBeNull();
  click('file-as-gallery');
  const names = () =>
    [...document.querySelectorAll('[role=gridcell]')].map(({ ariaLabel }) => ariaLabel);
  await expect.poll(names).toEqual(['a.png', 'b.png', 'c.png']);
  click('files-sort-size');
  await expect.poll(names).toEqual(['a.png', 'c.png', 'b.png']);
});

test('a tile says so if its image is damaged', async () => {
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL() {} }),
  );
  program((name, args: Asked) => {
    if (name === 'preview' && args.path === 'b.png')
      throw { code: 'preview-broken', text: 'Damaged.', field: null, row: null } satisfies Refusal;
    return answer(name, args);
  });
  await open('a.png', 'b.png');
  await expect.poll(() => find('file-as-gallery')).not.toBeNull();
  click('file-as-gallery');
  await expect
    .poll(() => find('file-tile-b.png')?.querySelector('.broken')?.textContent)
    .toBe('Cannot be shown');
  await expect.poll(() => find('file-tile-a.png')?.querySelector('img')).not.toBeNull();
});

test('a tree that is not watched as a whole says so', async () => {
  await open('a');
  const note = () => document.querySelector('.note')?.textContent ?? '';
  change(false);
  await expect.poll(note).toContain('every two seconds');
  change(true);
  await expect.poll(note).toBe('');
});
