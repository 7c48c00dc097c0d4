// For tests: a preview whose program answers what the test says. The test mocks `call`.

import { mount, unmount } from 'svelte';
import { afterEach, beforeEach, vi } from 'vitest';
import { call, type Ask, type Entry, type Preview as Answer } from '$lib/ipc';
import Preview from '../Preview.svelte';

type Asked = (path: string, ask: Ask) => Answer | Promise<Answer>;

export const entry: Entry = { name: 'a', kind: 'file', bytes: 100, changed: 1 };
let shown: ReturnType<typeof mount> | null = null;

beforeEach(() => {
  // Lists have a height, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(600);
});

afterEach(async () => {
  if (shown) await unmount(shown);
  shown = null;
  vi.restoreAllMocks();
});

/** What the program answers, about files of so many bytes. */
export function program(answer: Asked, bytes = 100) {
  vi.mocked(call).mockReset();
  vi.mocked(call).mockImplementation(async (name, ...args) => {
    if (name !== 'preview') throw new Error(`${name} was not expected.`);
    const { path, ask } = asIs(args);
    return { preview: await answer(path, ask), bytes };
  });
}

/** The types of mocks know only one set of arguments. */
const asIs = (args: unknown) => (args as [{ path: string; ask: Ask }])[0];

/** What was asked, of one kind. */
export const asked = (ask: Ask['ask']) =>
  vi
    .mocked(call)
    .mock.calls.map(([, ...args]) => asIs(args).ask)
    .filter((made) => made.ask === ask);

export function open(path: string) {
  const props = $state({ tree: { of: 'artifacts', id: 'x' } as const, path, entry, gone: false });
  shown = mount(Preview, { target: document.body, props });
  return props;
}

export const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];
export const texts = (selector: string) =>
  all(selector).map(({ textContent }) => textContent!.trim());
export const press = (key: string, selector: string) =>
  all(selector)[0]!.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
  );
