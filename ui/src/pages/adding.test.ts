import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drop, toast, toasts } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import { hold, otherProject, settled, source } from '$lib/ipc/testing';
import { enter, setProject } from '$lib/project.svelte';
import AddDataset from '$lib/list/AddDataset.svelte';
import AddPackage from '$lib/list/AddPackage.svelte';

const onclose = vi.fn();
let dialog: object;

beforeEach(async () => {
  vi.useFakeTimers();
  setProject((await call('initial_state')).project);
  await enter('default');
});

afterEach(async () => {
  await unmount(dialog);
  for (const { id } of toasts()) drop(id);
  vi.restoreAllMocks();
  vi.clearAllMocks();
  vi.useRealTimers();
});

/** Starts to add a dataset. Resolves to a function that lets it finish. */
async function addDataset() {
  const chosen = { ...source('first'), name: `first ${Math.random()}` };
  dialog = mount(AddDataset, { target: document.body, props: { chosen, onclose } });
  const release = hold('add_dataset');
  await confirm('dataset-add-confirm');
  return release;
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
  const release = hold('add_package');
  await confirm('package-add-confirm');
  return release;
}

async function confirm(testid: string) {
  flushSync();
  document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)!.click();
  await settled();
}

test.each([addDataset, addPackage])(
  'the toast offers what was added while it exists',
  async (add) => {
    const release = await add();
    expect(onclose).not.toHaveBeenCalled();
    release();
    await settled();
    expect(onclose).toHaveBeenCalled();
    expect(toasts().map(({ action }) => action !== undefined)).toEqual([true]);
    toast({ look: 'done', text: 'other news' });
    await enter(otherProject);
    expect(toasts().map(({ text }) => text)).toEqual(['other news']);
  },
);

test.each([addDataset, addPackage])(
  'the toast offers nothing from another project',
  async (add) => {
    const release = await add();
    await enter(otherProject);
    release();
    await settled();
    expect(onclose).toHaveBeenCalled();
    expect(toasts().map(({ action }) => action !== undefined)).toEqual([false]);
  },
);

test('a package can be added only after it was checked', async () => {
  showAddPackage();
  flushSync();
  const button = document.querySelector<HTMLButtonElement>('[data-testid="package-add-confirm"]')!;
  expect(button.disabled).toBe(true);
  await checked();
  expect(button.disabled).toBe(false);
});
