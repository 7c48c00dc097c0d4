// The form in the window: how users get to it, and what happens around it.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drop, toast, toasts } from '$lib/components/toasts.svelte';
import { draft } from '$lib/form/draft.svelte';
import { call } from '$lib/ipc';
import { choosing } from '$lib/ipc/choosing.svelte';
import { hold, otherProject, settled, source } from '$lib/ipc/testing';
import { enter, switchTo } from '$lib/project.svelte';
import { go, route, swap } from '$lib/router.svelte';
import App from '../../App.svelte';
// Loaded up front, as an idle window does.
import '../details/Details.svelte';
import '../packages/Packages.svelte';
import '../schedules/Schedules.svelte';
import './Form.svelte';

// Otherwise pages that no test opens would still be loading when the tests end.
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
  app = mount(App, { target: document.body, props: { begun: call('initial_state') } });
  await until(() => expect(shown('run-new')).not.toBeNull());
});

afterEach(async () => {
  vi.restoreAllMocks();
  await enter('default');
  for (const { id } of toasts()) drop(id);
  await unmount(app);
});

/** Opens the form and waits until it is shown. */
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

/** Fills in the form completely. */
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
  return call('save_schedule', { form: { ...empty, dataset: 'wine', name: 'nightly', when } });
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

test('Create new replaces the edit of a schedule with a form for a new run', async () => {
  const { id } = await schedule();
  go({ page: 'form', schedule: id });
  await until(() => expect(name()).toBe('nightly'));
  press('n');
  await until(() => expect(name()).toBe(''));
});

test('if the form cannot be filled in, it is a form for a new run', async () => {
  const { id } = await schedule();
  go({ page: 'form', schedule: id });
  await until(() => expect(name()).toBe('nightly'));
  go({ page: 'form', schedule: 'unknown0' });
  await until(() => expect(name()).toBe(''));
  expect(toasts().map(({ look }) => look)).toEqual(['failed']);
});

test('an open form is filled in again by a link', async () => {
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

test('Ctrl Enter on a list creates the run instead of opening the list', async () => {
  await filled();
  const list = shown('form-dataset')!;
  list.focus();
  press('Enter', list);
  expect(list.getAttribute('aria-expanded')).toBe('false');
  await until(() => expect(route().page).toBe('run'));
});

test('Create marks everything that is wrong, and the first field gets the focus', async () => {
  await form();
  shown('form-type')!.focus();
  shown('form-create')!.click();
  await until(() => expect(document.activeElement).toBe(shown('form-name')));
  const wrong = [...document.querySelectorAll<HTMLElement>('[aria-invalid="true"]')];
  const fields = wrong.map((field) => field.dataset['testid']);
  expect(fields).toEqual(['form-name', 'form-package', 'form-dataset']);
});

test('each value of a parameter has a name of its own for a screen reader', async () => {
  await filled();
  await until(() => expect(shown('form-param-suggested-epochs')).not.toBeNull());
  shown('form-param-suggested-epochs')!.click();
  await until(() => expect(document.activeElement).toBe(shown('form-param-value-2')));
  expect(shown<HTMLInputElement>('form-param-value-2')!.value).toBe('60');
  expect(shown('form-param-suggested-epochs')).toBeNull();
  const values = [...document.querySelectorAll('[data-testid^="form-param-value-"]')];
  const names = values.map((value) => value.getAttribute('aria-label'));
  expect(names).toEqual(
    ['artifacts_directory', 'save_training_data', 'epochs'].map((n) => `Value of ${n}`),
  );
});

test('a dataset is added from the form, which keeps what was entered', async () => {
  await form();
  type('half done');
  const list = shown('form-dataset')!;
  list.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
  await until(() => expect(shown('form-dataset-more')).not.toBeNull());
  shown('form-dataset-more')!.dispatchEvent(new PointerEvent('pointerup', { bubbles: true }));
  await until(() => expect(choosing()).not.toBeNull());
  choosing()!.answer([source('first')]);
  await until(() => expect(shown('dataset-add-confirm')).not.toBeNull());
  shown('dataset-add-confirm')!.click();
  await until(() => expect(draft.form?.dataset).toBe('first'));
  expect(name()).toBe('half done');
  await call('remove_dataset', { name: 'first' });
});

test('a new schedule is a recurring run, and the user stays among the schedules', async () => {
  go({ page: 'schedules' });
  await until(() => expect(shown('schedule-new')).not.toBeNull());
  shown('schedule-new')!.click();
  await until(() => expect(shown('form-when')?.dataset['value']).toBe('recurring'));
  expect(shown('nav-schedules')!.getAttribute('aria-current')).toBe('page');
  // If nothing was changed, the form of a schedule is not kept as the draft of a run.
  go({ page: 'form' });
  await until(() => expect(shown('form-when')?.dataset['value']).toBe('now'));
  expect(shown('nav-pipelines')!.getAttribute('aria-current')).toBe('page');
});

test('Ctrl Enter in a dialog creates no run', async () => {
  await filled();
  const create = vi.spyOn(draft, 'create');
  const dialog = document.body.appendChild(document.createElement('div'));
  dialog.className = 'dialog';
  press('Enter', dialog);
  // The dialog may close on that key.
  dialog.className = '';
  dialog.addEventListener('keydown', (event) => event.preventDefault());
  press('Enter', dialog);
  dialog.remove();
  expect(create).not.toHaveBeenCalled();
});

test('users who leave the page while the run is created stay where they are', async () => {
  await filled();
  const release = hold('create_run');
  press('Enter');
  go({ page: 'packages' });
  release();
  await settled();
  expect(route()).toEqual({ page: 'packages' });
  expect(draft.form).toBeNull();
});

test('users who change project while the run is created stay in the form there', async () => {
  await filled();
  const release = hold('create_run');
  press('Enter');
  await switchTo(otherProject);
  go({ page: 'form' });
  await until(() => expect(name()).toBe(''));
  release();
  await settled();
  expect(route()).toEqual({ page: 'form' });
  expect(draft.form).not.toBeNull();
});

test('a replaced draft is offered only in its own project', async () => {
  await form();
  type('half done');
  go({ page: 'form', dataset: 'wine' });
  await until(() => expect(toasts()).toHaveLength(1));
  await switchTo(otherProject);
  expect(toasts()).toEqual([]);
});

test('other toasts remain when the project changes', async () => {
  toast({ look: 'done', text: 'saved' });
  await switchTo(otherProject);
  expect(toasts()).toHaveLength(1);
});

test('the form shows why there is nothing to choose from', async () => {
  const text = 'The index cannot be used.';
  hold('choices', { code: 'store-failed', text, field: null, row: null })();
  go({ page: 'form' });
  await until(() => expect(document.body.textContent).toContain(text));
});

// Otherwise a person would wonder why the disk fills up, or find out too late that nothing was kept.
test('in a project whose runs keep their data the form begins with that, and says so', async () => {
  const { name, description } = (await call('projects', { counted: false })).rows.find(
    ({ id }) => id === 'default',
  )!;
  const set = (keeps: boolean) => call('edit_project', { id: 'default', name, description, keeps });
  await set(true);
  try {
    await form();
    await until(() => expect(shown('form-keeps')).not.toBeNull());
    const kept = draft.form!.parameters.find((one) => one.name === 'save_training_data');
    expect(kept?.value).toBe('true');
  } finally {
    await set(false);
  }
});
