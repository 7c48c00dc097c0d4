import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drop, toast, toasts } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { held, otherProject, settled, source } from '$lib/ipc/testing';
import { enter, worksIn } from '$lib/project.svelte';
import AddDataset from './datasets/AddDataset.svelte';
import AddPackage from './packages/AddPackage.svelte';

const onclose = vi.fn();
let dialog: object;

beforeEach(async () => {
  vi.useFakeTimers();
  worksIn((await call('begin')).project);
  await enter('default');
});

afterEach(async () => {
  await unmount(dialog);
  for (const { id } of toasts()) drop(id);
  vi.restoreAllMocks();
  vi.clearAllMocks();
  vi.useRealTimers();
});

/** What is added is under way, until the answer of this is called. */
async function addDataset() {
  const chosen = { ...source('first'), name: `first ${Math.random()}` };
  dialog = mount(AddDataset, { target: document.body, props: { chosen, onclose } });
  const goOn = held('add_dataset');
  await confirm('dataset-add-confirm');
  return goOn;
}

function showAddPackage() {
  dialog = mount(AddPackage, {
    target: document.body,
    props: { chosen: source('first'), onclose },
  });
}

async function checked() {
  await vi.advanceTimersByTimeAsync(300);
  await settled();
}

async function addPackage() {
  showAddPackage();
  await checked();
  const goOn = held('add_package');
  await confirm('package-add-confirm');
  return goOn;
}

async function confirm(testid: string) {
  flushSync();
  document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)!.click();
  await settled();
}

test.each([addDataset, addPackage])('what was added is offered while it is there', async (add) => {
  const goOn = await add();
  expect(onclose).not.toHaveBeenCalled();
  goOn();
  await settled();
  expect(onclose).toHaveBeenCalled();
  expect(toasts().map(({ action }) => action !== undefined)).toEqual([true]);
  toast({ look: 'done', text: 'other news' });
  await enter(otherProject);
  expect(toasts().map(({ text }) => text)).toEqual(['other news']);
});

test.each([addDataset, addPackage])('what was added elsewhere is only told', async (add) => {
  const goOn = await add();
  await enter(otherProject);
  goOn();
  await settled();
  expect(onclose).toHaveBeenCalled();
  expect(toasts().map(({ action }) => action !== undefined)).toEqual([false]);
});

test('a package is added only once it was checked', async () => {
  showAddPackage();
  flushSync();
  const button = document.querySelector<HTMLButtonElement>('[data-testid="package-add-confirm"]')!;
  expect(button.disabled).toBe(true);
  await checked();
  expect(button.disabled).toBe(false);
});
