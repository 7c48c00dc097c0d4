import { flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import App from './App.svelte';
// There before it is wanted: nothing is loaded any more when the test is over.
import '$lib/components/Confirm.svelte';
import { confirm, question } from '$lib/components/confirm.svelte';
import { call } from '$lib/ipc';
import '$lib/ipc/testing';
import { go, swap } from '$lib/router.svelte';

// The pages themselves are of no interest here.
vi.mock('./pages', async (actual) => ({
  ...(await actual<typeof import('./pages')>()),
  page: () => () => {},
  warmUp: () => {},
}));

test('what is asked on a page is no question on another', async () => {
  go({ page: 'run', id: 'k7p2m9xd', tab: 'overview' });
  const shown = mount(App, { target: document.body, props: { begun: call('begin') } });
  flushSync();
  const answer = confirm({ title: 'Remove x?', text: '', action: 'Remove' });
  flushSync();
  swap({ page: 'run', id: 'k7p2m9xd', tab: 'log' });
  flushSync();
  expect(question()).not.toBeNull();
  go({ page: 'packages' });
  flushSync();
  expect(question()).toBeNull();
  expect(await answer).toBe(false);
  void unmount(shown);
});
