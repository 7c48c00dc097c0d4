// How far runs are, in the list.

import { mount, unmount } from 'svelte';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { call } from '$lib/ipc';
import '$lib/ipc/testing';
import { swap } from '$lib/router.svelte';
import App from '../../App.svelte';
import './Pipelines.svelte';

// Otherwise pages that no test opens would still be loading when the tests end.
vi.mock('../index', async (original) => ({ ...(await original<object>()), warmUp: () => {} }));

let app: object;

beforeAll(() => {
  swap({ page: 'pipelines' });
  app = mount(App, { target: document.body, props: { begun: call('initial_state') } });
});

afterAll(() => unmount(app));

const row = () => document.querySelector('[data-status="Running"][data-testid^="run-row-"]');

test('a run in progress shows how far it is, and how long such runs usually take', async () => {
  await vi.waitFor(() => expect(row()).not.toBeNull(), { timeout: 30_000 });
  // The package's last runs took seven minutes.
  await vi.waitFor(() => expect(row()!.textContent).toContain('usually takes 7 min 00 s'), {
    timeout: 30_000,
  });
  const bar = row()!.querySelector('[role="progressbar"]')!;
  expect(Number(bar.getAttribute('aria-valuenow'))).toBeGreaterThan(10);
});
