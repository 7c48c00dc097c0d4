import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ANY, call, listen, type LogLine } from '$lib/ipc';
import '$lib/ipc/testing';
import Log from './Log.svelte';

// The real program answers, unless a test replaces an answer.
vi.mock('$lib/ipc', async (actual) => {
  const ipc = await actual<typeof import('$lib/ipc')>();
  return { ...ipc, call: vi.fn(ipc.call) };
});
// There is no layout here in which anything would have a width.
vi.mock('./wrap', async (actual) => ({
  ...(await actual<typeof import('./wrap')>()),
  columnsIn: () => 30,
}));
const { call: really } = await vi.importActual<typeof import('$lib/ipc')>('$lib/ipc');

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "train.py", line 11, in train',
  '    fit(rows)',
  '  File "/lib/site-packages/sklearn/base.py", line 1, in fit',
  '    check(rows)',
  '  File "/lib/site-packages/sklearn/utils.py", line 2, in check',
  '    raise ValueError',
  'ValueError: no such column',
];
let leave = () => {};

beforeAll(listen);

beforeEach(() => {
  // Lists have a height and a width, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(300);
});

afterEach(() => {
  leave();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

/** Shows the log of a failed run, of which the program says that it has these lines. */
async function show() {
  vi.mocked(call).mockImplementation(really);
  const query = {
    filter: { ...ANY, statuses: ['Failed' as const] },
    sort: 'created' as const,
    descending: true,
    offset: 0,
    limit: 1,
  };
  const { rows } = await call('runs', { query });
  const details = await call('run', { id: rows[0]!.id });
  const kinds = [/^Trace|"train/, /^ {2}File|check|raise/, /^ValueError/];
  const names = ['traceback', 'library', 'error'] as const;
  const lines = TRACEBACK.map((text): LogLine => {
    const kind = names[kinds.findIndex((kind) => kind.test(text))] ?? null;
    return { spans: [{ text, look: '', color: null, background: null }], at: null, kind };
  });
  const answers: Record<string, unknown> = {
    log_lines: { first: 0, lines, total: lines.length, bytes: 400 },
    library_frames: [{ first: 3, lines: 4, frames: 2 }],
    search_log: { count: 1, lines: [5], marks: [600] },
  };
  vi.mocked(call).mockImplementation(
    (async (name: keyof typeof answers, ...args: never[]) =>
      answers[name] ?? (really as (...args: unknown[]) => unknown)(name, ...args)) as typeof call,
  );
  const shown = mount(Log, { target: document.body, props: { details } });
  leave = () => void unmount(shown);
  flushSync();
  await expect.poll(() => shownRows()).toHaveLength(5);
}

const shownRows = () => [...document.querySelectorAll('.text')].map((row) => row.textContent);
const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);

test('frames of libraries are one row until they are opened', async () => {
  await show();
  expect(shownRows()).toEqual([
    ...TRACEBACK.slice(0, 3),
    '… 2 library frames',
    'ValueError: no such column',
  ]);
  find('log-unfold')!.click();
  await expect.poll(shownRows).toEqual(TRACEBACK);
  find('log-fold')!.click();
  await expect.poll(() => shownRows().length).toBe(5);
});

test('a line that is found in a library is shown', async () => {
  await show();
  const field = document.querySelector('input')!;
  field.value = 'utils';
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await expect.poll(shownRows).toEqual(TRACEBACK);
  await expect
    .poll(() => document.querySelector('.text.current')?.textContent)
    .toContain('utils.py');
});

test("a line of the package's code is a link to it", async () => {
  await show();
  const link = find('log-source') as HTMLAnchorElement;
  expect(link.textContent).toBe('File "train.py", line 11, in train');
  expect(link.getAttribute('href')).toMatch(/#\/packages\/.+\/files\/.+\?path=train.py&line=11$/);
});

test('long lines are wrapped into rows, and copied whole', async () => {
  const writeText = vi.fn();
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
  await show();
  find('log-wrap')!.click();
  await expect
    .poll(shownRows)
    .toEqual([
      'Traceback (most recent call la',
      'st):',
      '  File "train.py", line 11, in',
      ' train',
      '    fit(rows)',
      '… 2 library frames',
      'ValueError: no such column',
    ]);
  expect(find('log-source')!.textContent).toBe('File "train.py", line 11, in');
  find('log-copy')!.click();
  const expected = [...TRACEBACK.slice(0, 3), '… 2 library frames', TRACEBACK.at(-1)];
  expect(writeText).toHaveBeenCalledWith(expected.join('\n'));
  find('log-wrap')!.click();
  await expect.poll(() => shownRows().length).toBe(5);
  vi.unstubAllGlobals();
});
