import { flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import { exact } from '$lib/format.svelte';
import Time from './Time.svelte';
import Tooltips from './Tooltips.svelte';

test('a time says when it was exactly while the pointer rests on it', async () => {
  const at = Date.UTC(2026, 10, 24, 8, 30, 15);
  const shown = [
    mount(Tooltips, { target: document.body }),
    mount(Time, { target: document.body, props: { at } }),
  ];
  flushSync();
  const time = document.querySelector('time')!;
  expect(time.textContent).not.toBe(exact(at));
  time.dispatchEvent(new Event('pointerover', { bubbles: true }));
  await expect
    .poll(() => document.querySelector('[role=tooltip]')?.textContent.trim())
    .toBe(exact(at));
  await Promise.all(shown.map((one) => unmount(one)));
});
