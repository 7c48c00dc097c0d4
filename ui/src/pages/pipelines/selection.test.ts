import { beforeEach, expect, test, vi } from 'vitest';
import { question } from '$lib/components/confirm.svelte';
import { drop, toasts } from '$lib/components/toasts.svelte';
import { call } from '$lib/ipc';
import '$lib/ipc/testing';
import { runs, selection } from '$lib/runs/list.svelte';
import {
  selected,
  pinSelected,
  readSelected,
  removeSelected,
  stopSelected,
} from './selection.svelte';

// The program answers as it does otherwise, unless a test has it answer late or refuse.
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
  const held = Array.from({ length: runs.total }, (_, i) => runs.at(i)!);
  open = held.find(({ status }) => status === 'Running')!.id;
  ended = held.filter(({ status }) => status === 'Successful').map(({ id }) => id);
  vi.mocked(call).mockClear();
});

/** With what a command was called. */
const calls = (name: string): unknown[] =>
  vi
    .mocked(call)
    .mock.calls.flatMap(([called, ...args]: unknown[]) => (called === name ? args : []));

test('what is done, is done with what is selected now', async () => {
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

test('where nothing can be stopped or removed, nothing is asked', async () => {
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

test('with the selection goes what was known of it', async () => {
  selection.toggle(open, 0);
  await readSelected();
  expect(selected.open).toHaveLength(1);
  selection.clear();
  await readSelected();
  expect(selected).toEqual({ scheduled: [], open: [], ended: [] });
});

test('what cannot be known is told, and nothing is done', async () => {
  selection.toggle(ended[0]!, 0);
  await readSelected();
  vi.mocked(call).mockRejectedValueOnce({ code: 'x', text: 'the store is gone' });
  await removeSelected();
  expect(question()).toBeNull();
  expect(toasts().map(({ text }) => text)).toEqual(['the store is gone']);
});

test('runs out of sight count as not pinned', async () => {
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
