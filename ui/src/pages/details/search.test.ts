import { beforeEach, expect, test, vi } from 'vitest';
import { call, type FoundLines } from '$lib/ipc';
import { LogSearch } from './search.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

const answer = (lines: number[]): FoundLines => ({ count: lines.length, lines, marks: [] });
const searches = () => vi.mocked(call).mock.calls.filter(([name]) => name === 'search_log').length;

let shown: number[];
let search: LogSearch;

beforeEach(() => {
  vi.useFakeTimers();
  vi.mocked(call).mockReset();
  shown = [];
  search = new LogSearch(
    'run',
    (line) => shown.push(line),
    () => 50,
  );
});

async function find(lines: number[], text = 'loss') {
  vi.mocked(call).mockResolvedValue(answer(lines));
  search.type(text);
  await vi.runAllTimersAsync();
}

test('the first line found after what is visible is shown, and then the others in turn', async () => {
  await find([10, 60, 90]);
  expect(search.line).toBe(60);
  search.move(1);
  search.move(1);
  search.move(-1);
  expect(shown).toEqual([60, 90, 10, 90]);
});

test('if everything found is above what is visible, it is begun with', async () => {
  await find([10, 20]);
  expect(shown).toEqual([10]);
});

test('while the user types, only what they stop at is searched', async () => {
  for (const text of ['l', 'lo', 'los']) search.type(text);
  await find([]);
  expect(searches()).toBe(1);
  expect(search.found?.count).toBe(0);
  search.move(1);
  expect(shown).toEqual([]);
});

test('a search that takes long is given up for the next one', async () => {
  let answerFirst = (_: FoundLines) => {};
  const first = new Promise<FoundLines>((resolve) => (answerFirst = resolve));
  vi.mocked(call).mockReturnValueOnce(first);
  search.type('slow');
  await vi.runAllTimersAsync();
  await find([70], 'quick');
  expect(vi.mocked(call).mock.calls.some(([name]) => name === 'cancel')).toBe(true);
  answerFirst(answer([1, 2]));
  await vi.runAllTimersAsync();
  expect(search.found?.lines).toEqual([70]);
});

test('a mistake in a regular expression is reported until the next letter is typed', async () => {
  vi.mocked(call).mockRejectedValueOnce(new Error('unclosed group'));
  search.type('(');
  await vi.runAllTimersAsync();
  expect(search.refused).toContain('unclosed group');
  expect(search.marked).toBeNull();
  await find([60], '(a)');
  expect(search.refused).toBe('');
  expect(search.marked).toEqual({ of: 'pattern', pattern: '(a)', ignoresCase: true });
  search.toggleCase();
  await vi.runAllTimersAsync();
  expect(search.marked).toEqual({ of: 'pattern', pattern: '(a)', ignoresCase: false });
});
