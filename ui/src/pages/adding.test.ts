import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drop, toast, toasts } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { enter, worksIn } from '$lib/project.svelte';
import AddDataset from './datasets/AddDataset.svelte';
import AddPackage from './packages/AddPackage.svelte';

const onclose = vi.fn();
let dialog: object;

beforeEach(async () => {
  vi.useFakeTimers();
  worksIn((await call('begin')).project);
});

afterEach(async () => {
  await unmount(dialog);
  for (const { id } of toasts()) drop(id);
  vi.clearAllMocks();
  vi.useRealTimers();
});

/** What is added slowly is under way. */
async function addDataset() {
  const chosen = {
    path: '/home/ada/added',
    isFolder: true,
    isUpload: false,
    name: `added ${Math.random()}`,
  };
  dialog = mount(AddDataset, { target: document.body, props: { chosen, onclose } });
  await confirm('dataset-add-confirm');
}

function showAddPackage() {
  const chosen = { path: '/home/ada/added.zip', isFolder: false, isUpload: false, name: 'added' };
  dialog = mount(AddPackage, { target: document.body, props: { chosen, onclose } });
}

async function addPackage() {
  showAddPackage();
  await vi.advanceTimersByTimeAsync(300);
  await confirm('package-add-confirm');
}

async function confirm(testid: string) {
  flushSync();
  document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)!.click();
  await vi.advanceTimersByTimeAsync(500);
}

const added = () => vi.advanceTimersByTimeAsync(3_000);

test.each([addDataset, addPackage])('what was added is offered while it is there', async (add) => {
  await add();
  await added();
  expect(onclose).toHaveBeenCalled();
  expect(toasts().map(({ action }) => action !== undefined)).toEqual([true]);
  toast({ look: 'done', text: 'other news' });
  await enter('k7p2m9xd');
  expect(toasts().map(({ text }) => text)).toEqual(['other news']);
});

test.each([addDataset, addPackage])('what was added elsewhere is only told', async (add) => {
  await add();
  await enter('k7p2m9xd');
  await added();
  expect(onclose).toHaveBeenCalled();
  expect(toasts().map(({ action }) => action !== undefined)).toEqual([false]);
});

test('a package is added only once it was checked', async () => {
  showAddPackage();
  flushSync();
  const button = document.querySelector<HTMLButtonElement>('[data-testid="package-add-confirm"]')!;
  expect(button.disabled).toBe(true);
  await vi.advanceTimersByTimeAsync(300);
  expect(button.disabled).toBe(false);
});
