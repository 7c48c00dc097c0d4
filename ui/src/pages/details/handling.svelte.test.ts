import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ANY, call, listen, type RunDetails } from '$lib/ipc';
import { send } from '$lib/ipc/testing';
import { route, swap } from '$lib/router.svelte';
import type { Page } from '../index';
import Details from './Details.svelte';
import Failure from './Failure.svelte';
import Head from './Head.svelte';
import RunTags from './RunTags.svelte';
import Overview from './Overview.svelte';

// The real program answers, unless a test replaces an answer.
vi.mock('$lib/ipc', async (actual) => {
  const ipc = await actual<typeof import('$lib/ipc')>();
  return { ...ipc, call: vi.fn(ipc.call) };
});
const { call: really } = await vi.importActual<typeof import('$lib/ipc')>('$lib/ipc');

let id: string;
let leave = () => {};

beforeAll(listen);

beforeEach(async () => {
  vi.mocked(call).mockImplementation(really);
  const order = { sort: 'created', descending: true, offset: 0, limit: 1 } as const;
  const { rows } = await call('runs', {
    query: { filter: { ...ANY, statuses: ['Successful'] }, ...order },
  });
  id = rows[0]!.id;
  swap({ page: 'run', id, tab: 'overview' });
  vi.mocked(call).mockClear();
});

afterEach(() => {
  leave();
  vi.useRealTimers();
  document.body.replaceChildren();
});

function show(Page: Page, props: object) {
  const shown = mount(Page, { target: document.body, props });
  leave = () => {
    void unmount(shown);
    leave = () => {};
  };
  flushSync();
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);
const calls = (name: string) => vi.mocked(call).mock.calls.filter(([called]) => called === name);
const press = (key: string, target: Element = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

async function writeNote(text: string): Promise<HTMLElement> {
  const { run } = await call('run', { id });
  show(RunTags, { run, writing: 'note' });
  return write(text);
}

function write(text: string): HTMLElement {
  const field = find('details-note-field') as HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
  return field;
}

test('leaving the page saves a note that is being written, once', async () => {
  await writeNote('good');
  leave();
  expect(calls('note_run')).toEqual([['note_run', { id, note: 'good' }]]);
  // Some browsers also send a blur event.
  (await writeNote('better')).dispatchEvent(new FocusEvent('blur'));
  leave();
  expect(calls('note_run').slice(1)).toEqual([['note_run', { id, note: 'better' }]]);
});

test('a note that was cancelled is not saved', async () => {
  press('Escape', await writeNote('worse'));
  leave();
  expect(calls('note_run')).toEqual([]);
});

test('a run that was removed elsewhere is not shown as if it existed', async () => {
  show(Details, { id, tab: 'overview' });
  await expect.poll(() => find('details-status')).not.toBeNull();
  press('e');
  flushSync();
  write('too late');
  vi.mocked(call).mockRejectedValue({ code: 'run-unknown', text: 'There is no such run.' });
  send({ event: 'run', id });
  await expect.poll(() => document.body.textContent).toContain('There is no such run.');
  expect(find('details-status')).toBeNull();
  press('r');
  expect(route().page).toBe('run');
  expect(calls('note_run')).toEqual([['note_run', { id, note: 'too late' }]]);
});

test('an older answer does not replace a newer one', async () => {
  const answers: ((details: RunDetails) => void)[] = [];
  const details = await call('run', { id });
  const named = (name: string) => ({ ...details, run: { ...details.run, name } });
  const late = () => new Promise<RunDetails>((resolve) => answers.push(resolve));
  vi.mocked(call).mockImplementation(((...asked: Parameters<typeof call>) =>
    asked[0] === 'run' ? late() : really(...asked)) as typeof call);
  show(Details, { id, tab: 'overview' });
  expect(answers).toHaveLength(2);
  answers[1]!(named('newer'));
  await expect.poll(() => document.querySelector('h1')?.textContent).toContain('newer');
  answers[0]!(named('older'));
  await tick();
  await tick();
  expect(document.querySelector('h1')?.textContent).toContain('newer');
});

test('letters that are typed in a menu are not shortcuts of the page', async () => {
  show(Details, { id, tab: 'overview' });
  await expect.poll(() => find('details-status')).not.toBeNull();
  const menu = document.body.appendChild(document.createElement('div'));
  menu.className = 'popup';
  press('r', menu);
  press('Delete', menu);
  expect(route().page).toBe('run');
  menu.remove();
  const used = new KeyboardEvent('keydown', { key: 'r', bubbles: true, cancelable: true });
  used.preventDefault();
  document.body.dispatchEvent(used);
  expect(route().page).toBe('run');
  press('r');
  expect(route().page).toBe('form');
});

test('a double click on Stop does not skip the grace period', async () => {
  vi.useFakeTimers();
  const details = await call('run', { id });
  const run = { ...details.run, status: 'Running' as const };
  const props = $state({
    details: { ...details, run, stopping: false },
    read: async () => {
      props.details = { ...props.details, stopping: true };
    },
    remove: () => {},
  });
  show(Head, props);
  vi.mocked(call).mockResolvedValue(null as never);
  const stop = async () => {
    find('details-stop')!.click();
    await vi.advanceTimersByTimeAsync(200);
  };
  await stop();
  await stop();
  expect(calls('stop_run')).toEqual([['stop_run', { id, now: false }]]);
  await vi.advanceTimersByTimeAsync(1000);
  await stop();
  expect(calls('stop_run').at(-1)).toEqual(['stop_run', { id, now: true }]);
});

test('a run that failed because of newer releases can be run again as of a day', async () => {
  const { run } = await call('run', { id });
  const known = { kind: 'dependency', title: '', stage: null, reason: '', advice: '', lines: [] };
  const failure = { ...known, action: 'package', asOf: '2019-08-14', firstLine: 0 };
  show(Failure, { run, failure, showLog: () => {} });
  const offer = find('failure-resolve-as-of')!;
  expect(offer.textContent).toContain('2019-08-14');
  offer.click();
  expect(route()).toEqual({ page: 'form', run: id, asOf: '2019-08-14' });
  leave();
  show(Failure, { run, failure: { ...failure, asOf: null }, showLog: () => {} });
  expect(find('failure-resolve-as-of')).toBeNull();
});

test('a trained package without a version is published once, and the run is read again', async () => {
  const details = await call('run', { id });
  const run = { ...details.run, status: 'Failed' as const, newVersion: null as string | null };
  let reads = 0;
  const props = $state({
    details: { ...details, run, unpublished: true },
    read: async () => {
      reads += 1;
      props.details = { ...props.details, unpublished: false, run: { ...run, newVersion: '1.1' } };
    },
    remove: () => {},
  });
  show(Head, props);
  let publish = (_: { package: string; version: string }) => {};
  vi.mocked(call).mockImplementation(
    (() => new Promise((resolve) => (publish = resolve))) as never,
  );
  find('details-publish')!.click();
  flushSync();
  find('details-publish')!.click();
  expect(calls('publish_run')).toEqual([['publish_run', { id, task: expect.any(Number) }]]);
  publish({ package: 'churn', version: '1.1' });
  await expect.poll(() => reads).toBe(1);
  flushSync();
  expect(find('details-publish')).toBeNull();
  expect(find('details-download')).not.toBeNull();
});

test('files that the version lacks are named, and the rest is counted', async () => {
  const details = await call('run', { id });
  show(Overview, { details: { ...details, skipped: ['pipe', 'model\\m.pkl'], skippedCount: 5 } });
  const named = find('details-left-out')!.textContent;
  expect(named).toContain('pipe');
  expect(named).toContain('model\\m.pkl');
  expect(named).toContain('3');
});
