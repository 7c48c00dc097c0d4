import { createRawSnippet, flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import VirtualList from './VirtualList.svelte';

let list: Record<string, unknown>;
const props = $state({
  label: 'Log',
  role: 'log' as const,
  total: 100,
  rowHeight: 20,
  active: null,
  follows: true,
  position: { top: 0, active: 0 },
  row: createRawSnippet<[number]>((index) => ({
    render: () => `<span></span>`,
    setup: (element) => {
      $effect(() => void (element.textContent = String(index())));
    },
  })),
});

beforeEach(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(200);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(300);
  list = mount(VirtualList, { target: document.body, props });
  flushSync();
});

afterEach(async () => {
  await unmount(list);
  vi.restoreAllMocks();
});

const rows = () => [...document.querySelectorAll('.rows > .row')];

test('a log that grows by thousands of lines is followed without moving what shows them', () => {
  const before = rows();
  expect(before.at(-1)!.textContent).toBe('99');
  props.total = 5003;
  flushSync();
  expect(rows().at(-1)!.textContent).toBe('5002');
  expect(rows().map((row) => Number(row.textContent))).toEqual(
    Array.from({ length: before.length }, (_, i) => 5003 - before.length + i),
  );
  expect(rows().every((row, i) => row === before[i])).toBe(true);
});

test('a list that is shown again is drawn for the size that it had', async () => {
  expect(props.position).toMatchObject({ size: [300, 200] });
  await unmount(list);
  props.follows = false;
  props.position.top = 0;
  const height = vi.spyOn(Element.prototype, 'clientHeight', 'get').mockClear();
  list = mount(VirtualList, { target: document.body, props });
  flushSync();
  expect(rows().length).toBeGreaterThan(9);
  expect(height).not.toHaveBeenCalled();
});
