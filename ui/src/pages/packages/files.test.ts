import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { listen } from '$lib/ipc';
import '$lib/ipc/testing';
import Files from './Files.svelte';

let leave = () => {};

beforeAll(listen);

beforeEach(() => {
  // Lists have a height, so that they draw rows.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
});

afterEach(() => {
  leave();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

function show(props: { name: string; version: string; path?: string; line?: number }) {
  const shown = mount(Files, { target: document.body, props });
  leave = () => void unmount(shown);
  flushSync();
}

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`);
const preview = () => find('file-preview')?.textContent ?? '';

test('the files of a version are listed, and the code of one is shown', async () => {
  show({ name: 'churn', version: '1.0' });
  await expect.poll(() => find('file-train.py')).not.toBeNull();
  find('file-train.py')!.click();
  await expect.poll(preview, { timeout: 5000 }).toContain('class Main');
  // Its files have no times.
  expect(find('files-sort-size')).not.toBeNull();
  expect(find('files-sort-changed')).toBeNull();
});

test('the line that the address names is marked', async () => {
  show({ name: 'churn', version: '1.0', path: 'train.py', line: 4 });
  await expect.poll(() => find('file-train.py')).not.toBeNull();
  await expect
    .poll(() => document.querySelector('.cm-marked')?.textContent, { timeout: 5000 })
    .toBe('class Main:');
  // The first file of the list, which nobody chose, is not shown instead.
  expect(find('file-preview')!.getAttribute('aria-label')).toBe('train.py');
});

test('a version that was removed says so', async () => {
  show({ name: 'churn', version: '9.0' });
  await expect.poll(() => document.querySelector('[role="alert"]')?.textContent).toContain('9.0');
});
