import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { call, listen } from '$lib/ipc';
import '$lib/ipc/testing';
import Settings from './Settings.svelte';

let leave = () => {};

afterEach(() => {
  leave();
  vi.restoreAllMocks();
});

const find = <T extends HTMLElement>(handle: string) =>
  document.querySelector<T>(`[data-testid="${handle}"]`);

async function open() {
  await listen();
  const shown = mount(Settings, { target: document.body });
  leave = () => void unmount(shown);
  await expect.poll(() => find('upkeep-check')).not.toBeNull();
}

// Somebody who wants to know whether their disk is sound would see neither an answer nor when it was given.
test('the store is checked, and the page says when', async () => {
  await open();
  find('upkeep-check')!.click();
  await expect.poll(() => find('check-begin')).not.toBeNull();
  find('check-begin')!.click();
  await expect.poll(() => find('check-conclusion')).not.toBeNull();
  expect((await call('upkeep')).checked).not.toBeNull();
});

// Somebody would believe that they have a backup, or not learn why they have none.
test('a backup is made in a folder, and refused where something else is', async () => {
  await open();
  find('upkeep-back-up')!.click();
  await expect.poll(() => find<HTMLInputElement>('backup-folder')).not.toBeNull();
  const type = (text: string) => {
    const field = find<HTMLInputElement>('backup-folder')!;
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  type('/usr');
  await expect.poll(() => find<HTMLButtonElement>('backup-begin')!.disabled).toBe(false);
  find('backup-begin')!.click();
  await expect.poll(() => find('backup-refused')?.textContent).toContain('something else');
  type(mkdtempSync(join(tmpdir(), 'trainyard-backup-')));
  await expect.poll(() => find<HTMLButtonElement>('backup-begin')!.disabled).toBe(false);
  find('backup-begin')!.click();
  await expect.poll(() => find('backup-made')?.textContent).toContain('Backed up');
  expect((await call('upkeep')).backedUp).not.toBeNull();
});
