// The form in the window: what leads to it, and what happens around it.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drop, toast, toasts } from '$lib/components/toasts.svelte';
import { draft } from '$lib/form/draft.svelte';
import { call } from '$lib/ipc';
import { held, otherProject, settled } from '$lib/ipc/testing';
import { enter, switchTo } from '$lib/project.svelte';
import { go, route, swap } from '$lib/router.svelte';
import App from '../../App.svelte';
// They are there at once then, as they are in a window that has nothing else to do.
import '../details/Details.svelte';
import '../packages/Packages.svelte';
import './Form.svelte';

// Pages that nobody goes to would still be loading when the tests are over.
vi.mock('../index', async (original) => ({ ...(await original<object>()), warmUp: () => {} }));

let app: object;

const until = (holds: () => void) => vi.waitFor(holds, { timeout: 30_000 });

const shown = <E extends HTMLElement>(testid: string) =>
  document.querySelector<E>(`[data-testid="${testid}"]`);
const name = () => shown<HTMLInputElement>('form-name')?.value;

beforeEach(async () => {
  sessionStorage.clear();
  draft.putAway();
  swap({ page: 'pipelines' });
  app = mount(App, { target: document.body, props: { begun: call('begin') } });
  await until(() => expect(shown('run-new')).not.toBeNull());
});

afterEach(async () => {
  vi.restoreAllMocks();
  await enter('default');
  for (const { id } of toasts()) drop(id);
  await unmount(app);
});

/** The form, once it is there. */
async function form() {
  go({ page: 'form' });
  await until(() => expect(name()).toBe(''));
}

function type(text: string) {
  const field = shown<HTMLInputElement>('form-name')!;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
}

/** A form that lacks nothing. */
async function filled() {
  await form();
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  draft.chooseDataset('dataset', 'wine');
  await until(() => expect(name()).toMatch('churn'));
}

async function schedule() {
  const empty = await call('form', { from: { from: 'version', package: 'churn', version: '1.1' } });
  const when = { ...empty.when, is: 'at' as const, at: '2099-01-01 08:00' };
  return call('keep_schedule', { form: { ...empty, dataset: 'wine', name: 'nightly', when } });
}

function press(key: string, over: Element | Window = window) {
  const event = new KeyboardEvent('keydown', {
    key,
    ctrlKey: true,
    bubbles: true,
    cancelable: true,
  });
  over.dispatchEvent(event);
}

test('after the edit of a schedule was left, Create new is a form for a new run', async () => {
  const { id } = await schedule();
  go({ page: 'form', schedule: id });
  await until(() => expect(name()).toBe('nightly'));
  type('renamed');
  await settled();
  go({ page: 'pipelines' });
  await settled();
  expect(draft.form?.name).toBe('renamed');
  await form();
  expect(draft.form?.when).toMatchObject({ is: 'now', schedule: null });
  toasts()[0]?.action?.run();
  expect(draft.form).toMatchObject({ name: 'renamed', when: { schedule: id } });
});

test('from the edit of a schedule one gets to a new run', async () => {
  const { id } = await schedule();
  go({ page: 'form', schedule: id });
  await until(() => expect(name()).toBe('nightly'));
  press('n');
  await until(() => expect(name()).toBe(''));
});

test('a form that cannot be filled in is there all the same, for a new run', async () => {
  const { id } = await schedule();
  go({ page: 'form', schedule: id });
  await until(() => expect(name()).toBe('nightly'));
  go({ page: 'form', schedule: 'unknown0' });
  await until(() => expect(name()).toBe(''));
  expect(toasts().map(({ look }) => look)).toEqual(['failed']);
});

test('the form that is there is filled in for what one then wants to train', async () => {
  await form();
  go({ page: 'form', package: 'churn', version: '1.1' });
  await until(() => expect(name()).toBe('churn 1.1'));
  expect(route()).toEqual({ page: 'form' });
  go({ page: 'form', dataset: 'wine' });
  await until(() => expect(draft.form?.dataset).toBe('wine'));
});

test('Ctrl Enter creates the run', async () => {
  await filled();
  press('Enter');
  await until(() => expect(route().page).toBe('run'));
});

test('Ctrl Enter that a dialog takes creates no run', async () => {
  await filled();
  const create = vi.spyOn(draft, 'create');
  const dialog = document.body.appendChild(document.createElement('div'));
  dialog.className = 'dialog';
  press('Enter', dialog);
  // It may have closed with it.
  dialog.className = '';
  dialog.addEventListener('keydown', (event) => event.preventDefault());
  press('Enter', dialog);
  dialog.remove();
  expect(create).not.toHaveBeenCalled();
});

test('who left the page while the run is created stays where they are', async () => {
  await filled();
  const goOn = held('create_run');
  press('Enter');
  go({ page: 'packages' });
  goOn();
  await settled();
  expect(route()).toEqual({ page: 'packages' });
  expect(draft.form).toBeNull();
});

test('who went to another project while the run is created stays in its form', async () => {
  await filled();
  const goOn = held('create_run');
  press('Enter');
  await switchTo(otherProject);
  go({ page: 'form' });
  await until(() => expect(name()).toBe(''));
  goOn();
  await settled();
  expect(route()).toEqual({ page: 'form' });
  expect(draft.form).not.toBeNull();
});

test('what was begun is offered in its own project only', async () => {
  await form();
  type('half done');
  go({ page: 'form', dataset: 'wine' });
  await until(() => expect(toasts()).toHaveLength(1));
  await switchTo(otherProject);
  expect(toasts()).toEqual([]);
});

test('other news stays when a project is left', async () => {
  toast({ look: 'done', text: 'saved' });
  await switchTo(otherProject);
  expect(toasts()).toHaveLength(1);
});

test('that there is nothing to choose from is said', async () => {
  const text = 'The index cannot be used.';
  held('choices', { code: 'store-failed', text, field: null, row: null })();
  go({ page: 'form' });
  await until(() => expect(document.body.textContent).toContain(text));
});
