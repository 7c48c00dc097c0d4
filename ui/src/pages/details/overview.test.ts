// What one wants to know first about a run.

import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { series } from '$lib/charts/testing';
import { ANY, call, listen, type RunDetails } from '$lib/ipc';
import { send } from '$lib/ipc/testing';
import type { Page } from '../index';
import Head from './Head.svelte';
import Overview from './Overview.svelte';

// The real program answers, unless a test replaces an answer.
vi.mock('$lib/ipc', async (actual) => {
  const ipc = await actual<typeof import('$lib/ipc')>();
  return { ...ipc, call: vi.fn(ipc.call) };
});
vi.mock('uplot', async () => ({ default: (await import('$lib/charts/plotTesting')).Plot }));
const { call: really } = await vi.importActual<typeof import('$lib/ipc')>('$lib/ipc');

let details: RunDetails;
let leave = () => {};

beforeAll(listen);

beforeEach(async () => {
  vi.mocked(call).mockImplementation(really);
  const order = { sort: 'created', descending: true, offset: 0, limit: 1 } as const;
  const filter = { ...ANY, statuses: ['Successful' as const] };
  const { rows } = await call('runs', { query: { filter, ...order } });
  details = await call('run', { id: rows[0]!.id });
});

afterEach(() => {
  leave();
  document.body.replaceChildren();
});

function show(Page: Page, details: RunDetails, props: object = {}) {
  const shown = mount(Page, { target: document.body, props: { details, ...props } });
  leave = () => void unmount(shown);
  flushSync();
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

/** Answers one command instead of the program. */
function answer(name: string, answer: () => unknown) {
  const others = really as (...args: unknown[]) => Promise<unknown>;
  vi.mocked(call).mockImplementation((async (...args: unknown[]) =>
    args[0] === name ? answer() : others(...args)) as typeof call);
}

/** The same run while it trains. */
function running(): RunDetails {
  const began = Date.now() - 185_000;
  return {
    ...details,
    run: { ...details.run, status: 'Running', started: began, ended: null, newVersion: null },
    stages: [{ stage: 'train', title: 'train()', status: 'Running', began, ended: null }],
    runProgress: {
      id: details.run.id,
      done: 0.349,
      counted: '3 of 10 epochs',
      time: 'about 3 min left',
    },
  };
}

test('a sentence says what a run does, and how long it will still take', () => {
  show(Overview, running());
  expect(find('details-state')!.textContent.trim()).toBe(
    'Running train(), 3 min 05 s so far · 3 of 10 epochs · about 3 min left',
  );
});

test('how far it is, is beside its status, on every tab', () => {
  const wide = vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1200);
  show(Head, running(), { read: async () => {}, remove: () => {} });
  expect(find('run-progress')!.textContent.trim()).toBe('34% · about 3 min left');
  const bar = document.querySelector('[role="progressbar"]')!;
  expect(bar.getAttribute('aria-valuenow')).toBe('34');
  expect(bar.getAttribute('aria-valuetext')).toBe('34%, 3 of 10 epochs, about 3 min left');
  wide.mockRestore();
});

test('a sentence says how it ended', () => {
  show(Overview, details);
  expect(find('details-state')!.textContent.trim()).toBe('Successful after 7 min 00 s');
  expect(find('log-tail')).toBeNull();
});

test.each([
  [0.93, 0.9, '↑ 0.03 since 1.1 (0.9)'],
  [0.3, 0.45, '↓ 0.15 since 1.1 (0.45)'],
  [0.93, 0.93 + 1e-9, 'the same as in 1.1'],
])('a score of %f is shown beside %f of the version before', (now, before, text) => {
  const run = { ...details.run, kind: 'full' as const, score: now };
  show(Overview, { ...details, run, scoreBefore: { version: '1.1', score: before } });
  expect(find('details-score-before')!.textContent).toBe(text);
});

test('the last lines of the log are shown while it runs', async () => {
  let last = 7;
  const line = (text: string) => ({ kind: null, spans: [{ text }], at: null });
  answer('log_lines', () => ({
    first: last - 4,
    total: last + 1,
    bytes: 100,
    lines: [4, 3, 2, 1, 0].map((before) => line(`line ${last - before}`)),
  }));
  show(Overview, running());
  await expect.poll(() => find('log-tail')!.textContent).toContain('line 7');
  expect(vi.mocked(call)).toHaveBeenCalledWith('log_lines', {
    id: details.run.id,
    first: null,
    count: 5,
    sought: null,
  });
  last = 8;
  send({ event: 'run', id: details.run.id });
  await expect.poll(() => find('log-tail')!.textContent).toContain('line 8');
});

test('the main chart is shown if the run has measured anything', async () => {
  answer('series', () => ({
    series: [series('lr'), series('loss'), series('val_loss')],
    refused: 0,
  }));
  show(Overview, details);
  await expect.poll(() => find('main-chart')?.querySelector('h2')?.textContent).toBe('loss');
  leave();
  document.body.replaceChildren();
  let asked = false;
  answer('series', () => {
    asked = true;
    return { series: [series('cpu', 'resources')], refused: 0 };
  });
  show(Overview, details);
  await expect.poll(() => asked).toBe(true);
  await new Promise((resume) => setTimeout(resume));
  expect(find('main-chart')).toBeNull();
});

test('the machine is described, and what was installed is listed once somebody asks', async () => {
  const machine = {
    cpu: 'AMD EPYC 7B13',
    cores: 16,
    usable: 4,
    memory: 64 * 1000 ** 3,
    system: 'Debian GNU/Linux 12',
    kernel: 'Linux 6.1.0',
    gpu: { name: 'NVIDIA A100', memory: 80 * 1000 ** 3, driver: '550.54' },
    python: 'CPython 3.11.2',
    packages: 2,
  };
  const asked = vi.fn(() => [
    { name: 'numpy', version: '2.0.0' },
    { name: 'six', version: '1.17.0' },
  ]);
  answer('installed_packages', asked);
  show(Overview, { ...details, machine });
  const block = find('machine')!;
  for (const text of [
    'AMD EPYC 7B13 4 of 16 cores',
    '64.0 GB',
    'NVIDIA A100 80.0 GB, driver 550.54',
    'Debian GNU/Linux 12 Linux 6.1.0',
    'CPython 3.11.2',
  ])
    expect(block.textContent.replace(/\s+/g, ' ')).toContain(text);
  expect(asked).not.toHaveBeenCalled();
  const list = find('machine-packages')!;
  expect(list.textContent).toBe('2 installed packages');
  const folded = list.closest('details')!;
  folded.open = true;
  folded.dispatchEvent(new Event('toggle'));
  await expect.poll(() => block.textContent).toContain('numpy 2.0.0');
});

// The runs of the test's store are those of an older program.
test('of a run that did not record its machine, nothing is said', () => {
  show(Overview, { ...details, machine: null });
  expect(find('machine')).toBeNull();
});
