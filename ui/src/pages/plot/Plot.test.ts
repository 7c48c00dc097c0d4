import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openedMenu } from '$lib/components/contextMenu.svelte';
import { call, type RunTable } from '$lib/ipc';
import { route, swap, type PlotTab } from '$lib/router.svelte';
import Plot from './Plot.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
  on: vi.fn(() => () => undefined),
}));

const run = (id: string, group: number, score: number) =>
  ({
    ...{ id, group, score, name: `run ${id}`, package: 'churn', version: '1.0', dataset: 'rows' },
    ...{ status: 'Successful', created: 0, seconds: 60 },
  }) as RunTable['runs'][number];

let found: RunTable;
let page: object | null = null;

beforeEach(() => {
  localStorage.clear();
  swap({ page: 'pipelines' });
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(800);
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  // A canvas is more than jsdom has.
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  found = {
    runs: [run('aaaaaaaa', 0, 0.5), run('bbbbbbbb', 1, 0.9), run('cccccccc', 0, 0.7)],
    parameters: [
      { name: 'seed', values: ['1', '1', '2'] },
      { name: 'lr', values: ['0.1', '0.2', '0.1'] },
    ],
    logged: [],
    metrics: [{ name: 'loss', last: [1, 2, null], min: [1, 2, null], max: [1, 2, null] }],
    leftOut: 0,
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
const press = (element: HTMLElement, key: string) =>
  element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));

async function open(tab: PlotTab, handle: string) {
  const ids = found.runs.map(({ id }) => id);
  page = mount(Plot, { target: document.body, props: { ids, tab } });
  await vi.waitFor(() => expect(find(handle)).not.toBeNull());
  flushSync();
  return find(handle)!;
}

const said = () =>
  [...document.querySelectorAll('[aria-live]')].map((one) => one.textContent).join('');

test('runs are dots that the keys go through, and Enter opens one', async () => {
  const scatter = await open('scatter', 'scatter');
  expect(call).toHaveBeenCalledWith('run_table', { ids: ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'] });
  // What was changed from run to run, and what came out.
  expect([find('plot-x')!.dataset['value'], find('plot-y')!.dataset['value']]).toEqual([
    'parameter:seed',
    'score',
  ]);
  expect(scatter.dataset['dots']).toBe('3');
  press(scatter, 'ArrowUp');
  press(scatter, 'ArrowUp');
  await tick();
  expect(said()).toBe('run cccccccc · cccccccc: seed 2, Score 0.7');
  expect(find('plot-hover')!.textContent).toContain('run cccccccc');
  press(scatter, 'Enter');
  expect(route()).toEqual({ page: 'run', id: 'cccccccc', tab: 'overview' });
});

test('the pointer finds the run that it is at, and a click opens it', async () => {
  const scatter = await open('scatter', 'scatter');
  const box = scatter.getBoundingClientRect();
  press(scatter, 'End');
  await tick();
  const ring = document.querySelector<HTMLElement>('.ring')!;
  const at = {
    clientX: box.left + parseFloat(ring.style.left) + 3,
    clientY: box.top + parseFloat(ring.style.top),
  };
  press(scatter, 'Home');
  await tick();
  scatter.dispatchEvent(new MouseEvent('pointermove', { ...at, bubbles: true }));
  await tick();
  expect(find('plot-hover')!.textContent).toContain('run cccccccc');
  scatter.click();
  expect(route()).toEqual({ page: 'run', id: 'cccccccc', tab: 'overview' });
});

test('runs without a value on an axis are counted', async () => {
  localStorage.setItem('plot', JSON.stringify({ y: 'metric:last:loss' }));
  const scatter = await open('scatter', 'scatter');
  expect(scatter.dataset['dots']).toBe('2');
  expect(find('plot-missing')!.textContent).toContain('1 run is not shown');
});

test('runs that differ in a seed become one dot, which leads to their comparison', async () => {
  const scatter = await open('scatter', 'scatter');
  find('plot-by-seed')!.click();
  await tick();
  expect(scatter.dataset['dots']).toBe('2');
  press(scatter, 'ArrowUp');
  await tick();
  expect(said()).toContain('run aaaaaaaa and others, 2 runs');
  expect(said()).toContain('Score 0.6 ± 0.14142');
  press(scatter, 'Enter');
  expect(route()).toEqual({ page: 'comparison', ids: ['aaaaaaaa', 'cccccccc'] });
  // The next runs are plotted in the same way.
  expect(JSON.parse(localStorage.getItem('plot')!)).toMatchObject({ bySeed: true });
});

// Whoever's code reads its parameters from a file could not see what they change.
test('what the code logged is an axis, unless it is a parameter anyway', async () => {
  found.logged = [
    { name: 'lr', values: ['0.1', '0.2', '0.1'] },
    { name: 'depth', values: ['3', '5', '3'] },
    { name: 'optimizer', values: ['adam', 'adam', 'adam'] },
  ];
  await open('parallel', 'parallel');
  const heads = [...document.querySelectorAll('.head')].map((head) => head.textContent!.trim());
  expect(heads).toEqual(['seed', 'lr', 'depth (logged)', 'Duration', 'Score']);
});

test('parallel axes are moved, removed and remembered', async () => {
  await open('parallel', 'parallel');
  const heads = () =>
    [...document.querySelectorAll('.head')].map((head) => head.textContent!.trim());
  const choose = (axis: string, item: string) => {
    find(`axis-${axis}`)!.click();
    const found = openedMenu()!.items.find((one) => one !== 'line' && one.testid === item);
    if (found && found !== 'line') found.onselect();
    flushSync();
  };
  expect(heads()).toEqual(['seed', 'lr', 'Duration', 'Score']);
  choose('parameter:lr', 'axis-left');
  expect(heads()).toEqual(['lr', 'seed', 'Duration', 'Score']);
  choose('duration', 'axis-remove');
  expect(heads()).toEqual(['lr', 'seed', 'Score']);
  choose('score', 'axis-color');
  expect(find('plot-legend')!.textContent).toMatch(/Score\s+0\.5\s+0\.9/);
  expect(JSON.parse(localStorage.getItem('plot')!).axes).toEqual([
    'parameter:lr',
    'parameter:seed',
    'score',
  ]);
});

test('the ends of a range are moved by keys, and what is outside is faint', async () => {
  const parallel = await open('parallel', 'parallel');
  expect(parallel.dataset['lines']).toBe('3');
  const low = find('range-low-score')!;
  for (let i = 0; i < 4; i += 1) press(low, 'PageUp');
  flushSync();
  expect(low.getAttribute('aria-valuetext')).toBe('0.6568');
  expect(parallel.dataset['lines']).toBe('2');
  expect(find('plot-passed')!.textContent).toContain('2 of 3');
  press(parallel, 'ArrowDown');
  await tick();
  expect(said()).toContain('run bbbbbbbb');
  find('plot-all')!.click();
  flushSync();
  expect(parallel.dataset['lines']).toBe('3');
  expect(find('plot-passed')).toBeNull();
});

test('a table has the same runs for whoever does not see the plot', async () => {
  await open('table', 'plot-row-aaaaaaaa');
  const row = find('plot-row-bbbbbbbb')!;
  const cells = [...row.querySelectorAll('[role=gridcell]')].map((cell) =>
    cell.textContent!.replace(/\s+/g, ' ').trim(),
  );
  expect(cells.slice(1)).toEqual(['1', '0.2', '1 min 00 s', '0.9']);
});

test('a refusal is shown where the plot would be', async () => {
  vi.mocked(call).mockRejectedValue({ code: 'run-table-many', text: 'Too many runs.' });
  page = mount(Plot, { target: document.body, props: { ids: ['a', 'b'], tab: 'scatter' } });
  await vi.waitFor(() => expect(document.body.textContent).toContain('Too many runs.'));
});
