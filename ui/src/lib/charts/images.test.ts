import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { thumbnail } from '$lib/components/thumbnails';
import type { LoggedImages } from '$lib/ipc';
import ImageCard from './ImageCard.svelte';

vi.mock('$lib/components/thumbnails', () => ({ thumbnail: vi.fn() }));

let page: ReturnType<typeof mount> | null = null;

/** The images at these steps; the file of each is named after its step. */
function images(...steps: number[]): LoggedImages {
  const files = steps.map((step) => ({ step, path: String(step) }));
  return { source: 'tensorboard', part: 'train', name: 'sample', index: 1, steps: files };
}

beforeEach(() => {
  vi.mocked(thumbnail).mockReset();
  vi.mocked(thumbnail).mockImplementation(async (_, path) => new Blob([path]));
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL() {} }),
  );
});

afterEach(async () => {
  if (page) await unmount(page);
  page = null;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function settled() {
  for (let turn = 0; turn < 5; turn += 1) await tick();
  flushSync();
}

async function show(shown: LoggedImages, isNear = true) {
  const near = { watch: (_: Element, tell: (is: boolean) => void) => (tell(isNear), () => {}) };
  const props = { id: 'r', images: shown, near: near as never };
  page = mount(ImageCard, { target: document.body, props });
  await settled();
}

const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
const asked = () => vi.mocked(thumbnail).mock.calls.map(([tree, path]) => ({ ...tree, path }));

test('the last image is shown, and the slider chooses another step', async () => {
  await show(images(0, 10, 25));
  expect(find('image-card')!.getAttribute('aria-label')).toBe('train/sample (2)');
  expect(find('image-step')!.textContent).toBe('Step 25');
  expect(document.querySelector('img')!.alt).toBe('train/sample (2), step 25');
  const slider = find('image-slider') as HTMLInputElement;
  expect(slider.getAttribute('aria-valuetext')).toBe('Step 25');
  slider.value = '1';
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  await settled();
  expect(find('image-step')!.textContent).toBe('Step 10');
  expect(asked()).toEqual([
    { of: 'images', id: 'r', path: '25' },
    { of: 'images', id: 'r', path: '10' },
  ]);
});

test('one image has no slider, and none is asked for before it is in view', async () => {
  await show(images(3), false);
  expect(find('image-slider')).toBeNull();
  expect(asked()).toEqual([]);
});

test('an image that cannot be read is named as such', async () => {
  vi.mocked(thumbnail).mockRejectedValue(new Error('broken'));
  await show(images(3));
  expect(find('image-card')!.textContent).toContain('Cannot be shown');
  expect(document.querySelector('img')).toBeNull();
});
