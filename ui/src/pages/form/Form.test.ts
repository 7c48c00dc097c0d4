// The form in the window: what leads to it, and what happens around it.

import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call } from '$lib/ipc';
import { held } from '$lib/ipc/mockheld';
import { go, route, swap } from '$lib/router.svelte';
import App from '../../App.svelte';
import { draft } from './draft.svelte';
// It is there at once then, as it is in a window that has nothing else to do.
import './Form.svelte';

// Pages that nobody goes to would still be loading when the tests are over.
vi.mock('../index', async (original) => ({ ...(await original<object>()), warmUp: () => {} }));

let app: object;

const until = (holds: () => void) => vi.waitFor(holds, { timeout: 4_000 });

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
  await unmount(app);
});

/** The form, once it is there. */
async function form() {
  go({ page: 'form' });
  await until(() => expect(name()).toBe(''));
}

/** A form that lacks nothing. */
async function filled() {
  await form();
  const choices = await call('choices');
  draft.choosePackage('churn', choices);
  draft.chooseDataset('dataset', 'wine');
  await until(() => expect(name()).toMatch('churn'));
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

test('that there is nothing to choose from is said', async () => {
  const text = 'The index cannot be used.';
  held('choices')({ code: 'store-failed', text, field: null, row: null });
  go({ page: 'form' });
  await until(() => expect(document.body.textContent).toContain(text));
});
