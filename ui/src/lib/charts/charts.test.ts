import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openedMenu } from '$lib/components/contextMenu.svelte';
import { drop, toasts } from '$lib/components/toasts.svelte';
import { call, on, type LoggedHistograms } from '$lib/ipc';
import Charts from './Charts.svelte';
import { plots } from './plotTesting';
import type { Asked, Layout, Points, SeriesInfo } from './program';
import { histograms, series } from './testing';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
  on: vi.fn(() => () => undefined),
}));

vi.mock('uplot', async () => ({ default: (await import('./plotTesting')).Plot }));

let all: SeriesInfo[];
let saved: Layout | null;
let refused: number;
let notices: string[];
let logged: LoggedHistograms[];
let page: ReturnType<typeof mount> | null = null;
/** Whether cards are in view. */
let inView: (card: Element) => boolean;
const run = { id: 'r', package: 'churn', status: 'Running' } as never;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  [all, saved, refused, notices, inView] = [[], null, 0, [], () => true];
  logged = [];
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(200);
  vi.stubGlobal('IntersectionObserver', Observer);
  vi.mocked(call).mockReset();
  vi.mocked(on).mockClear();
  vi.mocked(call).mockImplementation(answer as never);
});

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
  for (const { id } of toasts()) drop(id);
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

class Observer {
  constructor(private readonly tell: (entries: object[]) => void) {}
  observe(target: Element) {
    this.tell([{ target, isIntersecting: inView(target) }]);
  }
  unobserve() {}
  disconnect() {}
}

async function answer(name: string, args: Asked & { layout: Layout }): Promise<unknown> {
  if (name === 'series') return { series: all, refused, notices };
  if (name === 'logged_histograms') return logged;
  if (name === 'logged_images') return [];
  if (name === 'chart') return args.keys.map((key) => points(key, args));
  if (name === 'chart_layout') return saved;
  if (name === 'keep_chart_layout') return (saved = args.layout) && null;
  if (name === 'save_chart' || name === 'save_series')
    return { path: '/loss.csv', bytes: 1, skipped: null, url: null };
  throw new Error(`${name} was not expected.`);
}

const points = (key: number, { smoothing }: Asked): Points => {
  const y = [3, 2, 1, -1].map((v) => v + key / 1000);
  return { key, x: [0, 10, 20, 30], y, smooth: smoothing > 0 ? y : null };
};

const asked = <A = Asked>(name: string): A[] =>
  (vi.mocked(call).mock.calls as unknown as [string, A][])
    .filter(([called]) => called === name)
    .map(([, args]) => args);
const find = (handle: string, within: ParentNode = document) =>
  within.querySelector<HTMLElement>(`[data-testid="${handle}"]`);
const cards = () => [...document.querySelectorAll<HTMLElement>('[data-testid="chart"]')];
const card = (id: string) => cards().find((one) => one.dataset['chart'] === id)!;
const ids = () => cards().map((one) => one.dataset['chart']);
const plot = (id: string) => plots.find(({ over }) => card(id).contains(over))!;

/** Lets everything that was asked for arrive. */
async function settle(millis = 600) {
  flushSync();
  await vi.advanceTimersByTimeAsync(millis);
  await tick();
  flushSync();
}

async function open(...names: (string | SeriesInfo)[]) {
  all = names.map((one) => (typeof one === 'string' ? series(one) : one));
  page = mount(Charts, { target: document.body, props: { run } });
  await settle();
}

async function press(key: string, target: Element, how: KeyboardEventInit = {}) {
  target.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how }),
  );
  await settle();
}

async function click(target: Element | null) {
  target!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await settle();
}

/** Chooses something in the menu of a chart. */
async function choose(id: string, handle: string) {
  find('chart-plot', card(id))!.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
  const item = openedMenu()!.items.find((one) => one !== 'line' && one.testid === handle);
  if (item && item !== 'line') item.onselect();
  await settle();
}

const measure = () =>
  vi
    .mocked(on)
    .mock.calls.filter(([event]) => event === 'metrics')
    .forEach(([, listener]) => listener({} as never));

test('all series are shown as charts, in groups, with their last values', async () => {
  await open('train/loss', 'val/loss', 'layer/norm', series('cpu', 'resources'));
  const groups = [...document.querySelectorAll<HTMLElement>('[data-testid="charts-group"]')];
  expect(groups.map((one) => one.dataset['group'])).toEqual(['Metrics', 'layer', 'Resources']);
  expect(card('loss').textContent).toMatch(/train 0\.5\s+val 0\.5/);
  const name = find('chart-plot', card('loss'))!.ariaLabel;
  expect(name).toBe('loss. Last values: train 0.5, val 0.5');
});

// Hundreds of charts that are drawn and read at once make the page, and the training, wait.
test('only charts in view are drawn and asked for, all of them in one call', async () => {
  inView = (card) => ['m0', 'm1', 'm2'].includes((card as HTMLElement).dataset['chart']!);
  await open(...Array.from({ length: 300 }, (_, i) => `m${i}`));
  expect(cards()).toHaveLength(300);
  expect(plots).toHaveLength(3);
  expect(asked('chart').map(({ keys }) => keys.length)).toEqual([3]);
});

test('what was measured meanwhile is read again, of the charts that have it', async () => {
  await open('a', 'b');
  vi.mocked(call).mockClear();
  const before = [plot('a').drawings, plot('b').drawings];
  all = all.map((one, i) => (i === 1 ? { ...one, count: 101 } : one));
  measure();
  await settle();
  expect(asked('series')).toHaveLength(1);
  expect(asked('chart').map(({ keys }) => keys)).toEqual([[all[1]!.key]]);
  // Nothing else is drawn again either.
  expect([plot('a').drawings, plot('b').drawings]).toEqual([before[0], before[1]! + 1]);
});

test('dragging over a chart zooms it, and asks for more points of what is shown', async () => {
  await open('loss', 'val_loss', 'other');
  vi.mocked(call).mockClear();
  plot('loss').drag(5, 15);
  await settle();
  expect(asked('chart')).toMatchObject([{ x: 'step', from: 5, to: 15 }]);
  expect(asked('chart')[0]!.keys).toHaveLength(2);
  plot('loss').doubleClick();
  await settle();
  expect(asked('chart')[1]).toMatchObject({ from: null, to: null });
});

test('keys zoom as dragging does, and their way back is a button, too', async () => {
  await open('loss');
  const chart = find('chart-plot')!;
  await press('+', chart);
  expect(asked('chart').at(-1)).toMatchObject({ from: 7.5, to: 22.5 });
  await click(find('chart-reset'));
  expect(asked('chart').at(-1)).toMatchObject({ from: null, to: null });
  expect(find('chart-reset')).toBeNull();
});

test('the cursor is in all charts of an axis, and its values are read out', async () => {
  await open('loss', 'other', series('cpu', 'resources'));
  const chart = find('chart-plot', card('loss'))!;
  await press('ArrowLeft', chart);
  await press('ArrowLeft', chart);
  expect(plot('other').cursor).toBe(20);
  // Resources have no steps.
  expect(plot('\0resources/cpu').cursor).toBe(-10);
  expect(card('loss').textContent).toContain('Step 20');
  expect(find('charts-said')!.textContent).toMatch(/^Step 20: 1/);
  await press('Escape', chart);
  expect(plot('other').cursor).toBe(-10);
  expect(card('loss').textContent).not.toContain('Step 20');
});

test('how charts are shown is remembered for the package', async () => {
  await open('a', 'b', 'c');
  await choose('c', 'chart-pin');
  await choose('a', 'chart-hide');
  await press('ArrowRight', find('chart-plot', card('b'))!, { altKey: true });
  await click(find('charts-axis-time'));
  expect(ids()).toEqual(['c', 'b']);
  expect(asked<{ package: string }>('keep_chart_layout').at(-1)!.package).toBe('churn');
  expect(saved).toMatchObject({ pinned: ['c'], hidden: ['a'], x: 'time' });
  await unmount(page!);
  await open('a', 'b', 'c');
  expect(ids()).toEqual(['c', 'b']);
  expect(asked('chart').at(-1)!.x).toBe('time');
});

test('stages are marked in charts over time, and not in those over steps', async () => {
  all = [series('loss'), series('cpu', 'resources')];
  const stages = [{ title: 'train()', began: 1_000_020 }] as never;
  const began = { ...(run as object), created: 0, started: 1_000_000 } as never;
  page = mount(Charts, { target: document.body, props: { run: began, stages } });
  await settle();
  const named = (id: string) => {
    const texts: string[] = [];
    const nothing = () => undefined;
    const ctx = {
      ...{ save: nothing, restore: nothing, setLineDash: nothing, beginPath: nothing },
      ...{ moveTo: nothing, lineTo: nothing, stroke: nothing },
      measureText: (text: string) => ({ width: text.length }),
      fillText: (text: string) => texts.push(text),
    };
    const bbox = { left: 0, top: 0, width: 100, height: 100 };
    const shown = { ctx, bbox, valToPos: (x: number) => x };
    plot(id).options.hooks!.drawAxes![0]!(shown as never);
    return texts;
  };
  expect(named('\0resources/cpu')).toEqual(['train()']);
  expect(named('loss')).toEqual([]);
});

test('a chart that was moved stays there; leaving the page at once does not lose it', async () => {
  await open('a', 'b', 'c');
  find('chart-plot', card('a'))!.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'ArrowRight', altKey: true, bubbles: true }),
  );
  flushSync();
  expect(ids()).toEqual(['b', 'a', 'c']);
  await unmount(page!);
  page = null;
  expect(asked<{ layout: Layout }>('keep_chart_layout')[0]!.layout.order).toEqual(['b', 'a', 'c']);
});

test('smoothing is asked of the program, and draws what was measured below it', async () => {
  await open('loss');
  expect(plot('loss').options.series).toHaveLength(2);
  const slider = find('charts-smoothing') as HTMLInputElement;
  slider.value = '0.6';
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
  expect(asked('chart').at(-1)!.smoothing).toBe(0.6);
  const [, raw, smooth] = plot('loss').options.series;
  expect(raw!.alpha).toBeLessThan(smooth!.alpha ?? 1);
});

test('a logarithmic scale says how many values it does not show', async () => {
  await open('loss', 'other');
  await choose('loss', 'chart-log');
  expect(plot('loss').options.scales!['y']!.distr).toBe(3);
  expect(plot('other').options.scales!['y']!.distr).toBeUndefined();
  expect(find('chart-left', card('loss'))!.textContent).toContain('1 value');
  expect(find('chart-left', card('other'))).toBeNull();
});

test('Enter opens a chart in full screen, where its values can be read as a table', async () => {
  await open('loss', 'val_loss');
  await press('Enter', find('chart-plot')!);
  const dialog = () => find('chart-dialog');
  await expect.poll(dialog).not.toBeNull();
  await settle();
  await click(find('chart-as', dialog()!));
  const rows = [...find('chart-values')!.querySelectorAll('tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows[0]).toEqual(['Step', 'train', 'val']);
  expect(rows[1]![0]).toBe('0');
  expect(rows).toHaveLength(5);
  await press('Escape', document.activeElement ?? document.body);
  await expect.poll(dialog).toBeNull();
});

test('a chart is saved as a picture, and as a file with all its values', async () => {
  await open('layer/loss');
  vi.useRealTimers();
  find('chart-plot')!.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true }));
  for (const as of ['svg', 'csv']) {
    const item = openedMenu()!.items.find((one) => one !== 'line' && one.testid === `chart-${as}`);
    if (item && item !== 'line') item.onselect();
  }
  type File = { name: string; base64: string };
  await expect.poll(() => asked<File>('save_chart')).toHaveLength(1);
  const { name, base64 } = asked<File>('save_chart')[0]!;
  expect(name).toBe('layer-loss.svg');
  expect(atob(base64)).toMatch(/^<svg/);
  const runs = [{ id: 'r', keys: [all[0]!.key] }];
  expect(asked('save_series')).toEqual([{ runs, name: 'layer-loss.csv' }]);
  await expect
    .poll(() =>
      toasts()
        .map(({ text }) => text)
        .join(),
    )
    .toContain('/loss.csv');
});

test('code that counts no steps is drawn over the time', async () => {
  const one = series('loss');
  await open({ ...one, last: { ...one.last!, step: 0 } }, series('other'));
  expect(
    asked('chart')
      .map(({ x }) => x)
      .sort(),
  ).toEqual(['relative', 'step']);
});

test('a filter that finds nothing, and hidden charts, have a way back', async () => {
  await open('loss', 'accuracy');
  const field = document.querySelector<HTMLInputElement>('.search input')!;
  field.value = 'nothing';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
  expect(cards()).toEqual([]);
  await click(find('charts-no-filter'));
  expect(cards()).toHaveLength(2);
  await choose('loss', 'chart-hide');
  expect(find('charts-hidden')!.textContent).toContain('1 hidden');
});

test('a group that was folded is asked for nothing', async () => {
  await open('layer/norm', 'loss');
  await click(find('charts-fold', document.querySelector('[data-group="layer"]')!));
  expect(ids()).toEqual(['loss']);
  expect(saved!.folded).toEqual(['layer']);
});

test('a run without numbers says what would be here, and one beyond the limit what is missing', async () => {
  await open();
  expect(document.body.textContent).toContain('MLflow');
  await unmount(page!);
  refused = 1200;
  await open('loss');
  expect(find('charts-refused')!.textContent).toContain('1,200 values');
});

test('what could not be read is said above the charts that there are', async () => {
  notices = ['The series were written by a newer version of Trainyard.'];
  await open(series('cpu', 'resources'));
  expect(find('charts-notice')!.textContent).toBe(notices[0]);
  expect(cards()).toHaveLength(1);
});

test('a refusal is shown where the charts would be', async () => {
  vi.mocked(call).mockRejectedValue({ code: 'run-damaged', text: 'The run is damaged.' });
  await open('loss');
  expect(document.body.textContent).toContain('The run is damaged.');
});

test('the values of histograms are read out and zoomed by keys, with the cursor of all charts', async () => {
  logged = [histograms('weights', 0, 10, 20, 30)];
  await open('loss');
  expect(find('charts-histograms')!.textContent).toMatch(/Histograms\s*1/);
  const shown = () => find('histogram-reading')!.textContent!.replaceAll(/\s+/g, ' ').trim();
  expect(shown()).toBe('Median 0.5 Step 30');
  const chart = find('histogram-plot')!;
  expect(chart.ariaLabel).toContain(
    'weights: how the values are distributed, from step 0 to step 30',
  );
  await press('ArrowLeft', chart);
  await press('ArrowLeft', chart);
  expect(plot('loss').cursor).toBe(20);
  expect(find('charts-said')!.textContent).toBe('Step 20: Median 0.5');
  await press('ArrowUp', chart);
  expect(find('charts-said')!.textContent).toBe('Step 20, 0 to 1: 4 of 8 values');
  await press('ArrowUp', chart);
  await press('ArrowUp', chart);
  expect(shown()).toBe('1 to 2 2 Step 20');
  expect(find('charts-said')!.textContent).toBe('Step 20, 1 to 2: 2 of 8 values');
  await press('Escape', chart);
  expect(shown()).toBe('Median 0.5 Step 30');
  await press('+', chart);
  await click(find('histogram-reset'));
  expect(find('histogram-reset')).toBeNull();
});

test('histograms are a table, too, and are found by their names', async () => {
  logged = [histograms('weights', 0, 1000), histograms('bias', 0)];
  await open('loss');
  await click(find('histogram-as'));
  const rows = [...find('histogram-table')!.querySelectorAll('tr')].map((row) =>
    [...row.cells].map((cell) => cell.textContent),
  );
  expect(rows).toEqual([
    ['Step', 'Values', 'Minimum', 'Median', 'Maximum'],
    ['0', '8', '-1', '0.5', '2'],
    ['1,000', '8', '-1', '0.5', '2'],
  ]);
  const field = document.querySelector<HTMLInputElement>('.search input')!;
  field.value = 'bias';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
  const names = [...document.querySelectorAll('[data-testid="histogram-card"]')];
  expect(names.map((one) => one.ariaLabel)).toEqual(['bias']);
});
