import { mount, unmount } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { listen } from '$lib/ipc';
import { hold } from '$lib/ipc/testing';
import Settings from './Settings.svelte';

let leave = () => {};

afterEach(() => {
  leave();
  vi.restoreAllMocks();
});

const find = (handle: string) => document.querySelector(`[data-testid="${handle}"]`);

// Somebody who wants another language would wait for a search for Pythons, seconds on some machines.
test('language and theme are there before the search for Pythons has ended', async () => {
  await listen();
  const found = hold('pythons');
  const shown = mount(Settings, { target: document.body });
  leave = () => void unmount(shown);
  await expect.poll(() => find('language')).not.toBeNull();
  expect(find('theme')).not.toBeNull();
  expect(find('settings-pythons')!.textContent).toContain('Searching');
  found();
  await expect.poll(() => find('settings-pythons')!.textContent).not.toContain('Searching');
});
