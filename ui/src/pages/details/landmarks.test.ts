import { beforeEach, expect, test, vi } from 'vitest';
import { call } from '$lib/ipc';
import { LandmarkSearch } from './landmarks';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

const asked = () => vi.mocked(call).mock.calls.map(([name]) => name);
const found = { count: 1, lines: [5], marks: [600] };
const frames = [
  { first: 3, lines: 4, frames: 2 },
  { first: 9, lines: 1, frames: 1 },
];

beforeEach(() => {
  vi.mocked(call).mockReset();
  vi.mocked(call).mockImplementation((async (name: string) =>
    name === 'search_log' ? found : frames) as typeof call);
});

test('whoever comes back to a long log does not wait for its errors again', async () => {
  const first = await new LandmarkSearch('a').all(400);
  expect(first).toEqual({ errors: found, frames: frames.slice(0, 1) });
  expect(await new LandmarkSearch('a').all(400)).toEqual(first);
  expect(asked()).toEqual(['search_log', 'library_frames']);
  // A log with another length is another one.
  await new LandmarkSearch('a').all(500);
  expect(asked()).toHaveLength(4);
});

test('a log that was left keeps no processor busy', async () => {
  let refuse = (_: Error) => {};
  vi.mocked(call).mockImplementation(((name: string) =>
    name === 'search_log'
      ? new Promise((_, reject) => (refuse = reject))
      : Promise.resolve()) as typeof call);
  const search = new LandmarkSearch('b');
  const all = search.all(400);
  search.stop();
  expect(asked()).toEqual(['search_log', 'cancel']);
  refuse(new Error('cancelled'));
  expect(await all).toBeNull();
  expect(asked()).not.toContain('library_frames');
});
