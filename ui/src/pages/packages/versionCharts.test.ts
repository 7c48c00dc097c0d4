import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, type VersionPoints } from '$lib/ipc';
import { route, swap } from '$lib/router.svelte';
import VersionCharts from './VersionCharts.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
  on: vi.fn(() => () => undefined),
}));

let found: VersionPoints;
let page: object | null = null;

beforeEach(() => {
  localStorage.clear();
  swap({ page: 'packages' });
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(300);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  const made = { evaluatedOn: null };
  found = {
    versions: ['1.0', '1.1', '1.2'],
    points: [
      { ...made, version: '1.1', run: 'aaaaaaaa', name: 'nightly', score: 0.8 },
      { version: '1.1', run: 'bbbbbbbb', name: 'check', evaluatedOn: 'holdout', score: 0.7 },
      { ...made, version: '1.2', run: 'cccccccc', name: null, score: 0.9 },
    ],
    metrics: [{ name: 'loss', last: [0.3, null, 0.2], min: [], max: [] }],
  };
  vi.mocked(call).mockImplementation((async () => found) as never);
});

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

async function open() {
  page = mount(VersionCharts, { target: document.body, props: { name: 'churn' } });
  await vi.waitFor(() => expect(find('version-charts')).not.toBeNull());
  flushSync();
}

test('the score of each version says which run measured it, and leads to that run', async () => {
  await open();
  const chart = find('version-chart-score')!.querySelector<HTMLElement>('[data-testid="scatter"]')!;
  expect(chart.dataset['dots']).toBe('3');
  const press = (key: string) =>
    chart.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  press('ArrowUp');
  await tick();
  const hover = find('plot-hover')!.textContent!.replace(/\s+/g, ' ');
  expect(hover).toContain('check');
  expect(hover).toContain('Version 1.1');
  expect(hover).toContain('Score 0.7');
  expect(hover).toContain('Evaluation on holdout');
  press('Enter');
  expect(route()).toEqual({ page: 'run', id: 'bbbbbbbb', tab: 'overview' });
});

test('a run that was removed is named, and leads nowhere', async () => {
  await open();
  const chart = find('scatter')!;
  for (const key of ['End', 'Enter'])
    chart.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  await tick();
  expect(find('plot-hover')!.textContent).toContain('cccccccc');
  expect(route()).toEqual({ page: 'packages' });
});

test('what is charted is remembered for the package', async () => {
  await open();
  find('version-chart-remove-score')!.click();
  flushSync();
  expect(find('version-chart-score')).toBeNull();
  expect(JSON.parse(localStorage.getItem('version charts')!)).toEqual({ churn: [] });
  await unmount(page!);
  localStorage.setItem('version charts', JSON.stringify({ churn: ['metric:loss', 'gone'] }));
  document.body.replaceChildren();
  await open();
  expect(find('version-chart-metric:loss')!.querySelector('h2')!.textContent).toContain('loss');
  expect(find('version-chart-score')).toBeNull();
});

test('where nothing was measured, the page says what would be shown', async () => {
  found = { versions: ['1.0'], points: [], metrics: [] };
  page = mount(VersionCharts, { target: document.body, props: { name: 'churn' } });
  await vi.waitFor(() => expect(document.body.textContent).toContain('Nothing was measured'));
});
