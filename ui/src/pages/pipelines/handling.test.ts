import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ANY } from '$lib/ipc';
import '$lib/ipc/testing';
import { ask, query, selection } from '$lib/runs/list.svelte';
import FilterChips from './FilterChips.svelte';
import FilterDialog from './FilterDialog.svelte';
import Pipelines from './Pipelines.svelte';

let shown: Record<string, unknown>;

beforeEach(() => ask({ filter: { ...ANY } }));
afterEach(() => {
  void unmount(shown);
  document.body.replaceChildren();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`)!;

test('removing a chip leaves the focus beside it', async () => {
  ask({ filter: { ...ANY, tags: ['a', 'b'] } });
  shown = mount(FilterChips, { target: document.body });
  flushSync();
  find('chip-tag-a').focus();
  find('chip-tag-a').click();
  await tick();
  expect(query.filter.tags).toEqual(['b']);
  expect(document.activeElement).toBe(find('filters'));
});

test('when the selection bar disappears, the focus is in the list', async () => {
  shown = mount(Pipelines, { target: document.body });
  await expect.poll(() => document.querySelector('[role=grid]')).not.toBeNull();
  selection.toggle('k7p2m9xd', 0);
  flushSync();
  find('selected-tag').focus();
  selection.clear();
  await tick();
  expect(document.activeElement?.role).toBe('grid');
});

test('a row has its buttons while the pointer is on it', async () => {
  shown = mount(Pipelines, { target: document.body });
  await expect.poll(() => document.querySelectorAll('[data-status]').length).toBeGreaterThan(1);
  const more = () => [...document.querySelectorAll<HTMLElement>('[data-testid^="run-more-"]')];
  const rows = [...document.querySelectorAll<HTMLElement>('[data-testid^="run-row-"]')];
  expect(more()).toEqual([]);
  for (const row of rows.slice(0, 2)) {
    row.firstElementChild!.dispatchEvent(new Event('pointerover', { bubbles: true }));
    flushSync();
    expect(more().map((button) => row.contains(button))).toEqual([true]);
  }
  document.querySelector('[role=grid]')!.dispatchEvent(new Event('pointerleave'));
  flushSync();
  expect(more()).toEqual([]);
});

test('choosing two days replaces the span that was chosen before', async () => {
  ask({ filter: { ...ANY, since: '7d' } });
  shown = mount(FilterDialog, { target: document.body, props: { onclose: () => {} } });
  await expect.poll(() => find('filters-span')).not.toBeNull();
  find('filters-span').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await expect.poll(() => document.querySelectorAll('.popup-item').length).toBe(5);
  const days = [...document.querySelectorAll<HTMLElement>('.popup-item')].at(-1)!;
  days.dispatchEvent(new MouseEvent('pointerup', { bubbles: true }));
  await expect.poll(() => find('filters-from')).not.toBeNull();
  expect([query.filter.since, query.filter.until]).toEqual([null, null]);
});
