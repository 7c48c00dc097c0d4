// Which runs used each state of a dataset.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, type DatasetState } from '$lib/ipc';
import { route, swap } from '$lib/router.svelte';
import { query } from '$lib/runs/list.svelte';
import States from './States.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

const state = (number: number, runs: number): DatasetState => ({
  number,
  at: 0,
  files: 2,
  bytes: 100,
  added: 0,
  removed: 0,
  changed: 1,
  incomplete: false,
  content: `${number}`.repeat(64),
  runs,
  newest: ['nightly', 'first'].slice(0, runs).map((name, i) => ({ id: `k7p2m9x${i}`, name })),
});

let leave = () => {};

beforeEach(() => {
  // Lists have a height, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  const states = [state(1, 1200), state(2, 0)];
  vi.mocked(call).mockImplementation((async (name: string) =>
    name === 'dataset_states' || name === 'look_at_dataset' ? states : null) as typeof call);
  swap({ page: 'dataset', name: 'rows', tab: 'states' });
  const shown = mount(States, { target: document.body, props: { name: 'rows', isLinked: false } });
  leave = () => void unmount(shown);
  flushSync();
});

afterEach(() => {
  leave();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

test('the newest runs on a state are named, and all of them are listed when asked for', async () => {
  await expect.poll(() => find('state-run-1-k7p2m9x0')).not.toBeNull();
  expect(find('state-run-1-k7p2m9x0')!.getAttribute('href')).toBe('#/pipelines/k7p2m9x0/overview');
  expect(find('state-runs-2')).toBeNull();
  const all = find('state-runs-1')!;
  expect(all.textContent).toBe('+1,198');
  all.click();
  expect(route().page).toBe('pipelines');
  expect(query.filter).toMatchObject({ dataset: 'rows', content: '1'.repeat(64) });
});
