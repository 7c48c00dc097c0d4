import { beforeEach, expect, test, vi } from 'vitest';
import { question } from '$lib/components/confirm.svelte';
import { drop, toasts } from '$lib/components/toasts.svelte';
import { call, type NamedRun } from '$lib/ipc';
import '$lib/ipc/testing';
import { route, swap } from '$lib/router.svelte';
import { runs, selection } from '$lib/runs/list.svelte';
import { removeAll } from '$lib/runs/runs';
import {
  compareSelected,
  plotSelected,
  selected,
  pinSelected,
  readSelected,
  removeSelected,
  stopSelected,
} from './selection.svelte';

// The real program answers, unless a test replaces an answer.
vi.mock('$lib/ipc', async (actual) => {
  const ipc = await actual<typeof import('$lib/ipc')>();
  return { ...ipc, call: vi.fn(ipc.call) };
});

let open: string;
let ended: string[];

beforeEach(async () => {
  question()?.answer(false);
  for (const { id } of toasts()) drop(id);
  selection.clear();
  await runs.again();
  const all = Array.from({ length: runs.total }, (_, i) => runs.at(i)!);
  open = all.find(({ status }) => status === 'Running')!.id;
  ended = all.filter(({ status }) => status === 'Successful').map(({ id }) => id);
  vi.mocked(call).mockClear();
});

/** The arguments of all calls of a command. */
const calls = (name: string): unknown[] =>
  vi
    .mocked(call)
    .mock.calls.flatMap(([called, ...args]: unknown[]) => (called === name ? args : []));

test('an action applies to the current selection', async () => {
  selection.toggle(ended[0]!, 0);
  await readSelected();
  selection.clear();
  selection.toggle(ended[1]!, 1);
  const removing = removeSelected();
  await expect.poll(question).not.toBeNull();
  question()!.answer(true);
  await removing;
  expect(calls('remove_runs')).toEqual([{ ids: [ended[1]] }]);
  expect(selection.size).toBe(0);
});

test('no question is asked if nothing can be stopped or removed', async () => {
  selection.toggle(open, 0);
  await readSelected();
  selection.clear();
  selection.toggle(ended[0]!, 0);
  await stopSelected();
  expect(question()).toBeNull();
  selection.clear();
  selection.toggle(open, 0);
  await removeSelected();
  expect(question()).toBeNull();
});

test('two to ten runs are compared; of fewer, nothing is', async () => {
  swap({ page: 'pipelines' });
  selection.toggle(ended[0]!, 0);
  await compareSelected();
  expect(route().page).toBe('pipelines');
  expect(toasts().map(({ text }) => text)).toEqual(['Select two to ten runs to compare them.']);
  selection.toggle(open, 1);
  await compareSelected();
  expect(route()).toEqual({ page: 'comparison', ids: [ended[0], open] });
});

test('any number of runs is plotted; a single one is not', async () => {
  swap({ page: 'pipelines' });
  selection.toggle(ended[0]!, 0);
  await plotSelected();
  expect(route().page).toBe('pipelines');
  selection.toggle(open, 1);
  await plotSelected();
  expect(route()).toEqual({ page: 'plot', ids: [ended[0], open], tab: 'scatter' });
});

// A removal would promise that a version stays of which there never was one.
test('what is removed is named, and a version is spoken of only if there is one', async () => {
  const made: NamedRun = { id: 'k7p2m9xd', name: 'nightly', made: '1.1' };
  const ask = async (those: (typeof made & { made: string | null })[]) => {
    void removeAll(those, []);
    await expect.poll(question).not.toBeNull();
    const { title, text, notes } = question()!;
    question()!.answer(false);
    return [title, text, ...(notes ?? [])].join(' ');
  };
  expect(await ask([made])).toMatch(/nightly.*1\.1/);
  const none = { ...made, made: null };
  expect(await ask([none])).toContain('nightly');
  expect(await ask([none])).not.toMatch(/version/);
  expect(await ask([made, { ...none, id: 'other' }])).toMatch(/2 runs.*versions/);
});

test('clearing the selection clears what was read about it', async () => {
  selection.toggle(open, 0);
  await readSelected();
  expect(selected.open).toHaveLength(1);
  selection.clear();
  await readSelected();
  expect(selected).toEqual({ scheduled: [], open: [], ended: [] });
});

test('if the selection cannot be read, a toast says why and nothing is done', async () => {
  selection.toggle(ended[0]!, 0);
  await readSelected();
  vi.mocked(call).mockRejectedValueOnce({ code: 'x', text: 'the store is gone' });
  await removeSelected();
  expect(question()).toBeNull();
  expect(toasts().map(({ text }) => text)).toEqual(['the store is gone']);
});

test('runs that are not loaded count as not pinned', async () => {
  await call('pin_runs', { ids: [ended[0]!], pinned: true });
  await runs.again();
  selection.toggle(ended[0]!, 0);
  selection.toggle('out of sight', 5000);
  vi.mocked(call).mockResolvedValueOnce(null);
  await pinSelected();
  expect(calls('pin_runs').at(-1)).toMatchObject({ pinned: true });
  selection.toggle('out of sight', 5000);
  await pinSelected();
  expect(calls('pin_runs').at(-1)).toMatchObject({ pinned: false });
});
