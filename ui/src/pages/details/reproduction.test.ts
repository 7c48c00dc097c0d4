// How a run that reproduces another one came out.

import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { call, type Reproduction as Found, type RunDetails } from '$lib/ipc';
import Reproduction from './Reproduction.svelte';

vi.mock('$lib/ipc', async (actual) => ({
  ...(await actual<typeof import('$lib/ipc')>()),
  call: vi.fn(),
}));

let leave = () => {};

afterEach(() => {
  leave();
  vi.resetAllMocks();
  document.body.replaceChildren();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

/** Shows a run with this status that reproduces one of this name. */
function shown(status: string, name: string | null, answer: () => Promise<Found>) {
  vi.mocked(call).mockImplementation((async (asked: string) =>
    asked === 'reproduction' ? answer() : null) as typeof call);
  const details = { run: { id: 'k7p2m9xd', status } } as RunDetails;
  const page = mount(Reproduction, {
    target: document.body,
    props: { details, reproduces: { id: 'abcdefgh', name } },
  });
  leave = () => void unmount(page);
}

const number = (value: number) => ({ is: 'number', value }) as const;

test('what came out differently is named, and what was different before', async () => {
  shown('Successful', 'first', async () => ({
    text: 'One file differs.',
    same: false,
    conditions: [
      {
        kind: 'environment',
        name: 'gpu_driver',
        values: [
          { is: 'text', text: '550' },
          { is: 'text', text: '560' },
        ],
        differs: true,
      },
    ],
    notRecorded: ['data'],
    results: [{ kind: 'run', name: 'score', values: [number(0.5), null], differs: true }],
    artifacts: { differences: [{ path: 'model.pt', change: 'changed' }], more: 2 },
    package: null,
  }));
  await expect.poll(() => find('reproduction-verdict')?.textContent).toContain('One file differs.');
  expect(find('reproduction-results')!.textContent).toMatch(/Score\s*0\.5\s*–/);
  expect(find('reproduction-conditions')!.textContent).toMatch(/GPU driver\s*550\s*560/);
  const page = find('reproduction')!.textContent;
  expect(page).toContain('It was not recorded which data the original was given');
  expect(page).toMatch(/changed model\.pt\s*and 2 more/);
});

test('nothing is compared before the run has ended, or when the original is gone', () => {
  shown('Running', 'first', () => Promise.reject(new Error('not asked for')));
  expect(find('reproduction')!.textContent).toContain('When it has ended');
  leave();
  document.body.replaceChildren();
  shown('Successful', null, () => Promise.reject(new Error('not asked for')));
  expect(find('reproduction')!.textContent).toContain('was removed');
  expect(call).not.toHaveBeenCalled();
});
