import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { leaveDrop } from '$lib/drop.svelte';
import { call, listen, type Commands } from '$lib/ipc';
import { send, source } from '$lib/ipc/testing';
import type { Page } from './index';
import Dataset from './datasets/Dataset.svelte';
import Datasets from './datasets/Datasets.svelte';
import Package from './packages/Package.svelte';
import Packages from './packages/Packages.svelte';
import Schedule from './schedules/Schedule.svelte';
import Schedules from './schedules/Schedules.svelte';
import Storage from './storage/Storage.svelte';

// The real program answers, unless a test replaces an answer.
vi.mock('$lib/ipc', async (actual) => {
  const ipc = await actual<typeof import('$lib/ipc')>();
  return { ...ipc, call: vi.fn(ipc.call) };
});
const { call: really } = await vi.importActual<typeof import('$lib/ipc')>('$lib/ipc');

let leave = () => {};

beforeAll(listen);

beforeEach(() => {
  vi.mocked(call).mockReset().mockImplementation(really);
});

afterEach(() => {
  leave();
  document.body.replaceChildren();
});

function show(Page: Page, props: object = {}) {
  const shown = mount(Page, { target: document.body, props });
  leave = () => void unmount(shown);
  flushSync();
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);
const calls = (name: string) => vi.mocked(call).mock.calls.filter(([called]) => called === name);
const press = (target: Element, key: string, how: KeyboardEventInit = {}) =>
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how }),
  );

/** Lets the test answer each call of one command. */
function late<N extends keyof Commands>(name: N) {
  const answers: ((answer: Commands[N]['answer']) => void)[] = [];
  const answered = really as (...args: unknown[]) => Promise<unknown>;
  vi.mocked(call).mockImplementation(((...args: unknown[]) =>
    args[0] === name
      ? new Promise((answer) => answers.push(answer))
      : answered(...args)) as typeof call);
  return answers;
}

test.each([
  ['package', Package, 'churn', 'package-remove'],
  ['dataset', Dataset, 'customers', 'dataset-remove'],
] as const)(
  'nothing can be done with a %s that is removed elsewhere',
  async (_, Page, name, button) => {
    show(Page, { name });
    await expect.poll(() => find(button)).not.toBeNull();
    vi.mocked(call).mockRejectedValue({ code: 'unknown', text: 'There is none.' });
    send({ event: 'store' });
    await expect.poll(() => document.body.textContent).toContain('There is none.');
    await expect.poll(() => find(button)).toBeNull();
  },
);

test.each([
  ['package', Packages],
  ['dataset', Datasets],
] as const)('an earlier add of a %s does not close the dialog of a later', async (what, Page) => {
  const adds = late(`add_${what}`);
  const drop = (name: 'first' | 'second') => {
    leaveDrop(source(name));
    flushSync();
  };
  const dialog = () => find(`${what}-add-dialog`)?.textContent ?? '';
  show(Page);
  drop('first');
  const add = () =>
    document.querySelector<HTMLElement>(`[data-testid="${what}-add-confirm"]:enabled`);
  await expect.poll(add).not.toBeNull();
  add()!.click();
  await expect.poll(() => adds).toHaveLength(1);
  drop('second');
  await expect.poll(dialog).toContain('second');
  adds[0]!({ package: 'first', name: 'first', version: '1.0', files: 1, bytes: 1 } as never);
  await new Promise((resume) => setTimeout(resume));
  expect(dialog()).toContain('second');
});

test.each([
  ['packages', Packages],
  ['datasets', Datasets],
] as const)('a letter that is typed in a menu adds nothing to the %s', async (_, Page) => {
  show(Page);
  const menu = document.body.appendChild(document.createElement('div'));
  menu.className = 'popup';
  press(menu, 'a');
  expect(calls('choose')).toEqual([]);
  menu.remove();
  const used = new KeyboardEvent('keydown', { key: 'a', bubbles: true, cancelable: true });
  used.preventDefault();
  document.body.dispatchEvent(used);
  expect(calls('choose')).toEqual([]);
  press(document.body, 'a');
  expect(calls('choose')).toHaveLength(1);
});

const schedule = {
  id: 'k7p2m9xd',
  name: 'nightly',
  package: 'churn',
  version: '1.0',
  kind: 'training',
  when: 'daily',
  next: null,
  paused: false,
  over: false,
};

test('holding a key creates one run of a schedule', async () => {
  const answers: Record<string, unknown> = {
    schedules: { rows: [schedule], agent: true },
    damaged: [],
  };
  vi.mocked(call).mockImplementation(
    (async (name: string) => answers[name] ?? { id: 'run' }) as never,
  );
  show(Schedules);
  await expect.poll(() => document.querySelector('[role=grid]')).not.toBeNull();
  const list = document.querySelector('[role=grid]')!;
  press(list, 'r');
  await new Promise((resume) => setTimeout(resume));
  press(list, 'r', { repeat: true });
  expect(calls('run_schedule')).toHaveLength(1);
});

test('a double click creates one run of a schedule', async () => {
  const details = {
    schedule,
    agent: true,
    times: [],
    runs: [],
    missed: '',
    dataset: '',
    project: '',
  };
  vi.mocked(call).mockImplementation((async (name: string) =>
    name === 'schedule' ? details : { id: 'run' }) as never);
  show(Schedule, { id: schedule.id });
  await expect.poll(() => find('schedule-run')).not.toBeNull();
  const click = (detail: number) =>
    find('schedule-run')!.dispatchEvent(new MouseEvent('click', { bubbles: true, detail }));
  click(1);
  click(1);
  await new Promise((resume) => setTimeout(resume));
  expect(calls('run_schedule')).toHaveLength(1);
  // The program may answer before the second click.
  click(2);
  expect(calls('run_schedule')).toHaveLength(1);
  click(1);
  expect(calls('run_schedule')).toHaveLength(2);
});

test('an older reading of the storage does not replace a newer one', async () => {
  const reads = late('storage');
  const free = (freeBytes: number) => ({
    freeBytes,
    sums: [],
    stored: [],
    smaller: { ids: [], bytes: 0 },
    removable: { count: 0, bytes: 0 },
  });
  show(Storage);
  leave();
  show(Storage);
  expect(reads).toHaveLength(2);
  reads[1]!(free(2_000_000));
  await expect.poll(() => find('storage-free')?.textContent).toContain('2.0 MB');
  reads[0]!(free(1_000_000));
  await new Promise((resume) => setTimeout(resume));
  flushSync();
  expect(find('storage-free')?.textContent).toContain('2.0 MB');
});
