import { flushSync, mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { ANY, type RunPage, type RunQuery } from '$lib/ipc';
import '$lib/ipc/testing';
import { ask, dialogs, query } from '$lib/runs/list.svelte';
import FilterChips from './FilterChips.svelte';
import FilterDialog from './FilterDialog.svelte';
import Pipelines from './Pipelines.svelte';

// The real program answers, but all of its runs have a metric.
vi.mock('$lib/ipc', async (actual) => {
  const ipc = await actual<typeof import('$lib/ipc')>();
  const answer = async (name: string, args: never) => {
    if (name === 'metric_names') return ['loss', 'val/loss'];
    const found: unknown = await ipc.call(name as 'runs', args);
    if (name !== 'runs') return found;
    const { rows, ...page } = found as RunPage;
    const asked = (args as { query: RunQuery }).query.metrics ?? [];
    const metrics = Object.fromEntries(asked.map((column) => [column, 0.25]));
    return { ...page, rows: rows.map((row) => ({ ...row, metrics })) };
  };
  return { ...ipc, call: vi.fn(answer) };
});

const mounted: Record<string, unknown>[] = [];
const show = (component: typeof Pipelines | typeof FilterChips) =>
  mounted.push(mount(component, { target: document.body }));

afterEach(() => {
  for (const one of mounted.splice(0)) void unmount(one);
  document.body.replaceChildren();
  dialogs.metrics = false;
  ask({ filter: { ...ANY }, columns: [], sort: 'created', descending: true });
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);
const header = () =>
  [...document.querySelectorAll<HTMLElement>('[role=columnheader]')].find(({ textContent }) =>
    textContent.includes('val/loss'),
  );

/** A person could not see which training was the best one. */
test('a metric is shown as a column, and sorted by', async () => {
  show(Pipelines);
  await expect.poll(() => find('columns')).not.toBeNull();
  expect(header()).toBeUndefined();
  dialogs.metrics = true;
  await expect.poll(() => find('metric-metric:val/loss')).not.toBeNull();
  find('metric-metric:val/loss')!.click();
  find('metric-min:val/loss')!.click();
  flushSync();
  expect(query.columns).toContain('name');
  expect(query.columns.slice(-2)).toEqual(['metric:val/loss', 'min:val/loss']);
  await expect.poll(() => document.querySelector('.metric')?.textContent.trim()).toBe('0.25');
  header()!.querySelector('button')!.click();
  flushSync();
  expect([query.sort, query.descending]).toEqual(['metric:val/loss', false]);
  find('metric-min:val/loss')!.click();
  expect(query.columns.at(-1)).toBe('metric:val/loss');
});

/** A person would have to look through all runs for those that are good enough. */
test('a condition is added, shown and removed', async () => {
  mounted.push(mount(FilterDialog, { target: document.body, props: { onclose: () => {} } }));
  show(FilterChips);
  await expect.poll(() => find('filters-number')).not.toBeNull();
  const field = find('filters-number') as HTMLInputElement;
  const write = (text: string) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
  };
  write('many');
  expect((find('filters-add') as HTMLButtonElement).disabled).toBe(true);
  write('0,12345');
  find('filters-add')!.click();
  flushSync();
  expect(query.filter.conditions).toEqual([{ of: 'score', is: '<', value: 0.12345 }]);
  expect(find('chip-condition-0')!.textContent).toContain('Score < 0.12345');
  find('chip-condition-0')!.click();
  expect(query.filter.conditions).toEqual([]);
});
