import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { question } from '$lib/components/confirm.svelte';
import { act, drop, toasts } from '$lib/components/toasts.svelte';
import { call, listen } from '$lib/ipc';
import { hold, otherProject, settled, source } from '$lib/ipc/testing';
import { enter, setProject } from '$lib/project.svelte';
import Datasets from './datasets/Datasets.svelte';
import { remove as removeDataset } from './datasets/datasets';
import type { Page } from './index';
import Package from './packages/Package.svelte';
import Packages from './packages/Packages.svelte';
import { remove as removePackage } from './packages/packages';
import Schedules from './schedules/Schedules.svelte';
import { remove as removeSchedule } from './schedules/schedules';
import Storage from './storage/Storage.svelte';

let leave = () => {};

beforeAll(listen);

beforeEach(async () => {
  setProject((await call('initial_state')).project);
  await enter('default');
});

afterEach(async () => {
  leave();
  leave = () => {};
  for (const { id } of toasts()) drop(id);
  await settled();
  document.body.replaceChildren();
});

function show(Page: Page, props: object = {}) {
  const shown = mount(Page, { target: document.body, props });
  leave = () => void unmount(shown);
  flushSync();
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

async function click(handle: string) {
  await expect.poll(() => find(handle)).not.toBeNull();
  find(handle)!.click();
  flushSync();
}

/** Does something that asks first, and agrees. */
async function agree(to: Promise<unknown>) {
  await expect.poll(question).not.toBeNull();
  question()!.answer(true);
  await to;
}

const names = async (what: 'packages' | 'datasets') => (await call(what)).map(({ name }) => name);
const versions = async () =>
  (await call('package', { name: 'wine' })).versions.map(({ version }) => version);

test.each([
  ['a package', () => removePackage('invoice_fields', null), () => names('packages')],
  ['a version', () => removePackage('wine', '1.0'), versions],
  ['a dataset', () => removeDataset('second', false), () => names('datasets')],
  [
    'a schedule',
    async () => removeSchedule((await call('schedules')).rows[0]!),
    async () => (await call('schedules')).rows.map(({ id }) => id),
  ],
] as const)('%s that was removed by mistake is put back', async (_, remove, all) => {
  const { path } = source('second');
  await call('add_dataset', { name: 'second', path, link: false, task: 1 }).catch(() => {});
  const before = await all();
  await agree(remove());
  expect(await all()).toHaveLength(before.length - 1);
  act(toasts().at(-1)!.id);
  await settled();
  expect(await all()).toEqual(before);
  expect(toasts().map(({ action }) => action)).toEqual([undefined]);
});

// Otherwise a refused undo would delete what the user wants back.
test('an undo that is refused can be tried again', async () => {
  const before = await names('packages');
  await agree(removePackage('invoice_fields', null));
  const text = 'The disk is busy.';
  const release = hold('restore_removed', { code: 'x', text, field: null, row: null });
  release();
  act(toasts().at(-1)!.id);
  await settled();
  expect(toasts().at(-1)).toMatchObject({ look: 'failed', text });
  vi.restoreAllMocks();
  act(toasts().at(-1)!.id);
  await settled();
  expect(await names('packages')).toEqual(before);
});

test('old things are removed together after one question, and put back together', async () => {
  show(Storage);
  await click('storage-unused-90');
  const all = () => find('storage-select-all') as HTMLButtonElement | null;
  expect(all()?.disabled).not.toBe(false);
  await expect.poll(() => all()?.disabled).toBe(false);
  expect(find('storage-removable')!.textContent).toMatch(/\d items can be removed/);
  await click('storage-select-all');
  await expect.poll(() => find('storage-selection')?.textContent).toMatch(/[1-9] selected, /);
  const count = Number(/\d+/.exec(find('storage-selection')!.textContent!)![0]);
  const { removable } = await call('storage', { query: { unusedDays: 90, kind: null } });
  expect(count).toBe(removable.count);
  await click('storage-selected-remove');
  await expect.poll(question).not.toBeNull();
  expect(question()!.title).toContain(`Remove ${count} items (`);
  expect(question()!.notes!.join()).toContain(`${count} runs with their logs`);
  question()!.answer(true);
  await expect.poll(() => find('show-all')).not.toBeNull();
  expect(toasts().at(-1)!.text).toContain(`${count} items removed`);
  act(toasts().at(-1)!.id);
  await settled();
  const after = await call('storage', { query: { unusedDays: 90, kind: null } });
  expect(after.removable.count).toBe(count);
});

test('what is needed says by what, leads to it, and cannot be selected', async () => {
  show(Storage);
  await click('storage-unused-any');
  await click('storage-kind-package');
  await expect.poll(() => find('storage-user-package-churn')?.textContent).toContain('Churn');
  expect(find('storage-choose-package-churn')).toBeNull();
  expect(find('storage-remove-package-churn')).toBeNull();
  expect(find('storage-choose-package-wine')).not.toBeNull();
  await click('storage-kind-dataset');
  await expect.poll(() => find('storage-row-package-churn')).toBeNull();
  expect(find('storage-row-dataset-customers')).not.toBeNull();
  await click('storage-user-dataset-customers');
  await expect.poll(() => location.hash).toMatch(/#\/(pipelines|schedules)\/[a-z0-9]{8}/);
});

test.each([
  [Packages, ['package-add', 'start-tutorial']],
  [Datasets, ['dataset-add']],
  [Schedules, ['schedule-new']],
] as [Page, string[]][])('an empty page offers the next step', async (Page, buttons) => {
  await enter(otherProject);
  show(Page);
  for (const button of buttons) {
    await expect.poll(() => find(button)?.closest('.empty')).toBeTruthy();
    expect(document.querySelectorAll(`[data-testid="${button}"]`)).toHaveLength(1);
  }
});

test('a page that does not exist leads back to its list', async () => {
  show(Package, { name: 'none_such' });
  await click('not-found-back');
  expect(location.hash).toBe('#/packages');
});

test('the question whether to remove a dataset says how much that frees', async () => {
  const { path } = source('second');
  await call('add_dataset', { name: 'second', path, link: false, task: 1 }).catch(() => {});
  const removing = removeDataset('second', false);
  await expect.poll(question).not.toBeNull();
  expect(await question()!.finding!.found).toMatch(/^This will free \d.*B\./);
  question()!.answer(false);
  expect(await removing).toBe(false);
});
