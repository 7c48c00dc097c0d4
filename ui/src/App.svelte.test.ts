import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import App from './App.svelte';
// Loaded up front, so that no import is pending when the test ends.
import '$lib/components/Confirm.svelte';
import { confirm, question } from '$lib/components/confirm.svelte';
import { toasts } from '$lib/components/toasts.svelte';
import VirtualList from '$lib/components/VirtualList.svelte';
import { watchErrors } from '$lib/errors';
import { call } from '$lib/ipc';
import '$lib/ipc/testing';
import { go, route, swap } from '$lib/router.svelte';
import { t } from '$lib/words.svelte';
import type { Page } from './pages';

// The tests here are about the window around the pages.
let shownPage = (() => {}) as unknown as Page;
vi.mock('./pages', async (actual) => ({
  ...(await actual<typeof import('./pages')>()),
  page: () => shownPage,
  warmUp: () => {},
}));

let leave = () => {};
afterEach(() => leave());

function show(): void {
  const shown = mount(App, { target: document.body, props: { begun: call('initial_state') } });
  leave = () => void unmount(shown);
  flushSync();
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

test('a question is dismissed when the user goes to another page', async () => {
  go({ page: 'run', id: 'k7p2m9xd', tab: 'overview' });
  show();
  const answer = confirm({ title: 'Remove x?', text: '', action: 'Remove' });
  flushSync();
  swap({ page: 'run', id: 'k7p2m9xd', tab: 'log' });
  flushSync();
  expect(question()).not.toBeNull();
  go({ page: 'packages' });
  flushSync();
  expect(question()).toBeNull();
  expect(await answer).toBe(false);
});

test.each(['while it is drawn', 'in an effect'])(
  'a page that throws %s says so, and the rest of the window works',
  async (moment) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    let isBroken = true;
    const fail = () => {
      if (isBroken) throw new Error('stages is undefined');
    };
    shownPage = ((anchor: Comment) => {
      if (moment === 'in an effect') $effect(fail);
      else fail();
      anchor.before('The page.');
    }) as unknown as Page;
    go({ page: 'run', id: 'k7p2m9xd', tab: 'overview' });
    show();
    await expect.poll(() => find('page-failed')).not.toBeNull();
    expect(find('page-failed')!.textContent).toContain(t('page-failed'));
    expect(find('page-failed')!.textContent).toContain('k7p2m9xd');
    expect(find('page-failed')!.textContent).toContain('stages is undefined');
    expect(log).toHaveBeenCalled();

    isBroken = false;
    find('page-failed-again')!.click();
    flushSync();
    expect(find('page-failed')).toBeNull();
    expect(document.querySelector('main')!.textContent).toContain('The page.');

    isBroken = true;
    find('nav-datasets')!.click();
    flushSync();
    expect(route().page).toBe('datasets');
    expect(find('page-failed')!.textContent).toContain('datasets');
    isBroken = false;
    find('page-failed-list')!.click();
    flushSync();
    expect(route().page).toBe('pipelines');
    expect(find('page-failed')).toBeNull();
  },
);

test('a list that could not be drawn is no longer measured', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const observe = vi.spyOn(ResizeObserver.prototype, 'observe');
  const disconnect = vi.spyOn(ResizeObserver.prototype, 'disconnect');
  const look = () => {
    throw new Error('rows is undefined');
  };
  const row = createRawSnippet(() => ({ render: () => '<i></i>' }));
  const list = { label: 'Runs', role: 'grid', total: 1, row, look } as const;
  shownPage = ((anchor: Comment) => VirtualList(anchor as never, list)) as unknown as Page;
  show();
  await expect.poll(() => find('page-failed')).not.toBeNull();
  expect(observe).toHaveBeenCalledOnce();
  expect(disconnect).toHaveBeenCalledOnce();
});

test('errors that no page handles are shown', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  watchErrors();
  show();
  dispatchEvent(
    new ErrorEvent('error', { error: new Error('row is null'), message: 'row is null' }),
  );
  const rejected = { reason: { code: 'run-unknown', text: 'There is no run k7p2m9xd.' } };
  dispatchEvent(Object.assign(new Event('unhandledrejection'), rejected));
  // Browsers report this while a list adapts to the size of the window.
  dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop limit exceeded' }));
  expect(toasts().map(({ text }) => text)).toEqual([
    t('page-error', { text: 'row is null' }),
    'There is no run k7p2m9xd.',
  ]);
});
