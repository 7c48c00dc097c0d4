import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { call, listen } from '$lib/ipc';
import { settled } from '$lib/ipc/testing';
import About from './About.svelte';

let leave = () => {};

beforeAll(listen);

afterEach(() => {
  leave();
  document.body.replaceChildren();
});

const find = (handle: string) => document.querySelector<HTMLElement>(`[data-testid="${handle}"]`)!;
const click = (handle: string) => {
  find(handle).click();
  flushSync();
};

async function show() {
  leave();
  const { about } = await call('package', { name: 'wine' });
  const shown = mount(About, { target: document.body, props: { name: 'wine', about } });
  leave = () => void unmount(shown);
  flushSync();
  return about.metricsFrom;
}

test('a source that is misread is switched off, and the page says what is left', async () => {
  const all = await show();
  expect(Object.values(all)).not.toContain(false);
  expect(find('package-about').textContent).not.toContain('Metrics');
  click('package-describe');
  for (const source of ['mlflow', 'wandb', 'trackio', 'trainer', 'printed'])
    click(`about-metrics-${source}`);
  click('about-save');
  await settled();
  const some = await show();
  expect(some).toEqual({
    ...all,
    mlflow: false,
    wandb: false,
    trackio: false,
    trainer: false,
    printed: false,
  });
  expect(find('package-about').textContent).toMatch(
    /Metrics are taken from\s*TensorBoard, CSV files/,
  );
});
