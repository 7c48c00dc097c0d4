import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { plots } from '$lib/charts/plotTesting';
import { series } from '$lib/charts/testing';
import { openedMenu } from '$lib/components/contextMenu.svelte';
import { call, on, type ComparedRow, type RunComparison, type RunRow } from '$lib/ipc';
import Comparison from './Comparison.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
  on: vi.fn(() => () => undefined),
}));

vi.mock('uplot', async () => ({ default: (await import('$lib/charts/plotTesting')).Plot }));

class Observer {
  constructor(private readonly tell: (entries: object[]) => void) {}
  observe(target: Element) {
    this.tell([{ target, isIntersecting: true }]);
  }
  unobserve() {}
  disconnect() {}
}

const run = (id: string, name: string, version: string) =>
  ({ id, name, package: 'churn', version, status: 'Successful', score: 0.5 }) as RunRow;

const text = (text: string) => ({ is: 'text' as const, text });
const row = (
  kind: ComparedRow['kind'],
  name: string,
  values: ComparedRow['values'],
): ComparedRow => ({
  kind,
  name,
  values,
  differs: JSON.stringify(values[0]) !== JSON.stringify(values[1]),
});

const loss = (key: number, last: number) => ({
  ...series('loss'),
  key,
  last: { step: 99, time: 0, value: last },
  min: { step: 50, time: 0, value: last / 2 },
});

let page: object | null = null;
let found: RunComparison;

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('IntersectionObserver', Observer);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(200);
  found = {
    runs: [run('aaaaaaaa', 'first', '1.0'), run('bbbbbbbb', 'second', '1.1')],
    rows: [
      row('run', 'name', [text('first'), text('second')]),
      row('package', 'version', [text('1.0'), text('1.1')]),
      row('parameter', 'epochs', [text('3'), text('3')]),
      row('parameter', 'token', [{ is: 'secret', name: 'hub' }, null]),
    ],
    groups: [0, 1],
    metrics: [
      { name: 'lonely', series: [series('lonely'), null], means: [1, null] },
      { name: 'loss', series: [loss(7, 0.3), loss(2, 0.2)], means: [0.5, 0.7] },
    ],
  };
  vi.mocked(call).mockReset();
  vi.mocked(call).mockImplementation(answer as never);
});

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function answer(name: string, args: { all: boolean; id: string; keys: number[] }) {
  if (name === 'chart_layout') return null;
  if (name === 'chart')
    return args.keys.map((key) => ({ key, x: [0, 1], y: [key, key], smooth: null }));
  if (name === 'save_series') return null;
  if (name !== 'compare_runs') throw new Error(`${name} was not expected.`);
  if (args.all) return found;
  return { ...found, rows: found.rows.filter(({ differs }) => differs) };
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);
const cells = (handle: string) =>
  [...find(handle)!.children].map((cell) => cell.textContent!.replace(/\s+/g, ' ').trim());

async function open() {
  page = mount(Comparison, {
    target: document.body,
    props: { ids: found.runs.map(({ id }) => id) },
  });
  await vi.waitFor(() => expect(find('comparison')).not.toBeNull());
  flushSync();
}

test('what differs is a table with a column for each run, which leads to its page', async () => {
  await open();
  const heads = [...document.querySelectorAll('thead th')];
  expect(heads.map((head) => head.querySelector('a')!.textContent!.trim())).toEqual([
    'first',
    'second',
  ]);
  expect(heads[1]!.querySelector('a')!.getAttribute('href')).toBe('#/pipelines/bbbbbbbb/overview');
  expect(cells('compared-parameter-token')).toEqual(['token (differs)', 'secret hub', '–']);
  expect(find('compared-parameter-epochs')).toBeNull();
  const versions = find('compared-package-version')!.querySelector('a')!;
  expect(versions.getAttribute('href')).toBe('#/packages/churn/1.0/1.1');
  const only = find('comparison-only') as HTMLInputElement;
  expect(only.checked).toBe(true);
  only.click();
  await vi.waitFor(() => expect(cells('compared-parameter-epochs')).toEqual(['epochs', '3', '3']));
});

test('the best value of a metric is marked, and which one that is can be changed', async () => {
  await open();
  const best = (figure: string) =>
    [...find(`compared-metric-loss-${figure}`)!.children].findIndex((cell) =>
      cell.querySelector('[data-best]'),
    );
  expect(['last', 'best', 'mean'].map(best)).toEqual([2, 2, 1]);
  expect(cells('compared-metric-loss-best').slice(1)).toEqual(['0.15', '0.1 (best)']);
  find('best-loss')!.click();
  await tick();
  expect(['last', 'best', 'mean'].map(best)).toEqual([1, -1, 2]);
  expect(cells('compared-metric-loss-best').slice(1)).toEqual(['1', '1']);
});

test('a metric that two runs have is a chart with a line for each of them', async () => {
  await open();
  await vi.waitFor(() => expect(plots).toHaveLength(1));
  const card = find('chart')!;
  expect(card.dataset['chart']).toBe('loss');
  expect(card.textContent).toMatch(/first\s+0\.3\s+second\s+0\.2/);
  const asked = vi.mocked(call).mock.calls as unknown as [string, { id: string; keys: number[] }][];
  const charts = () =>
    asked.filter(([name]) => name === 'chart').map(([, { id, keys }]) => [id, keys]);
  await vi.waitFor(() =>
    expect(charts()).toEqual([
      ['aaaaaaaa', [7]],
      ['bbbbbbbb', [2]],
    ]),
  );
  // Each line has the points of its own run.
  await vi.waitFor(() =>
    expect(plots[0]!.data).toEqual([
      [0, 1],
      [7, 7],
      [2, 2],
    ]),
  );
});

test('all values of a chart are saved, each of its own run', async () => {
  await open();
  await vi.waitFor(() => expect(find('chart')).not.toBeNull());
  find('chart-plot')!.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
  const item = openedMenu()!.items.find((one) => one !== 'line' && one.testid === 'chart-csv');
  if (item && item !== 'line') item.onselect();
  const runs = [
    { id: 'aaaaaaaa', keys: [7] },
    { id: 'bbbbbbbb', keys: [2] },
  ];
  expect(call).toHaveBeenCalledWith('save_series', { runs, name: 'loss.csv' });
});

test('runs that differ in a seed are one column, and one line with a band', async () => {
  const third = { ...run('cccccccc', 'first', '1.0'), score: 0.7 };
  found = {
    runs: [...found.runs, third],
    groups: [0, 1, 0],
    rows: [
      row(
        'run',
        'score',
        [0.5, 0.9, 0.7].map((value) => ({ is: 'number' as const, value })),
      ),
      row('parameter', 'seed', [text('1'), text('3'), text('2')]),
    ],
    metrics: [
      { name: 'val_loss', series: [loss(7, 0.3), loss(2, 0.2), loss(5, 0.5)], means: [1, 2, 3] },
    ],
  };
  await open();
  expect(cells('compared-metric-val_loss-last').slice(1)).toEqual(['0.3', '0.2 (best)', '0.5']);
  find('comparison-by-seed')!.click();
  await tick();
  const heads = [...document.querySelectorAll('thead th')].map((head) => head.textContent!);
  expect(heads[0]).toMatch(/first\s+2 runs\s+aaaaaaaa\s*cccccccc/);
  expect(heads).toHaveLength(2);
  expect(cells('compared-run-score').slice(1)).toEqual(['0.6 ± 0.1414', '0.9 (best)']);
  // Each on a line of its own.
  expect(cells('compared-parameter-seed').slice(1)).toEqual(['12', '3']);
  expect(cells('compared-metric-val_loss-last').slice(1)).toEqual(['0.4 ± 0.14142', '0.2 (best)']);
  // The mean of 7 and 5 at each step, that of the other run, and the edges of the band.
  const by = Math.SQRT2;
  await vi.waitFor(() =>
    expect(plots[0]!.data).toEqual([
      [0, 1],
      [6, 6],
      [2, 2],
      [6 + by, 6 + by],
      [6 - by, 6 - by],
    ]),
  );
  expect(plots[0]!.options.bands).toMatchObject([{ series: [3, 4] }]);
});

test('without runs that differ in a seed, nothing is offered to group', async () => {
  await open();
  expect(find('comparison-by-seed')).toBeNull();
});

// Ten long trainings would be read whole whenever anything happens.
test('runs are compared again while one of them goes on, but not at every event', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  found.runs[1]!.status = 'Running';
  await open();
  const compared = () =>
    vi.mocked(call).mock.calls.filter(([name]) => name === 'compare_runs').length;
  const changed = () => vi.mocked(on).mock.calls.forEach(([, tell]) => tell({} as never));
  for (let i = 0; i < 10; i += 1) {
    changed();
    await vi.advanceTimersByTimeAsync(180);
  }
  expect(compared()).toBe(1);
  found.runs[1]!.status = 'Successful';
  await vi.advanceTimersByTimeAsync(2000);
  expect(compared()).toBe(2);
  changed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(compared()).toBe(2);
});

// The page would freeze.
test('of thousands of metrics, only some are shown at first', async () => {
  const metric = (i: number) => ({ name: `m${i}`, series: [series('m'), null], means: [1, null] });
  found = { ...found, metrics: Array.from({ length: 150 }, (_, i) => metric(i)) };
  await open();
  expect(find('compared-metric-m99-last')).not.toBeNull();
  expect(find('compared-metric-m100-last')).toBeNull();
  find('comparison-more')!.click();
  await tick();
  expect(find('compared-metric-m100-last')).not.toBeNull();
});

test('runs of the same name are told apart by their ids', async () => {
  found = { ...found, runs: found.runs.map((run) => ({ ...run, name: 'churn' })) };
  await open();
  await vi.waitFor(() => expect(find('chart')!.textContent).toContain('churn bbbbbbbb'));
});

test('runs that do not differ are said to be the same', async () => {
  found = { ...found, rows: [], metrics: [] };
  await open();
  expect(find('comparison-same')!.textContent).toBe('The runs do not differ.');
});

test('a refusal is shown where the table would be', async () => {
  vi.mocked(call).mockRejectedValue({ code: 'run-unknown', text: 'There is no such run.' });
  page = mount(Comparison, { target: document.body, props: { ids: ['aaaaaaaa', 'bbbbbbbb'] } });
  await vi.waitFor(() => expect(document.body.textContent).toContain('There is no such run.'));
  expect(find('comparison')).toBeNull();
});
