// Copying from files into the clipboard.

import { call, type Refusal, type Tree } from '$lib/ipc';
import { t } from '$lib/words.svelte';
import type { MenuItem } from './menu';
import type { LookedAt } from './preview/file';
import { attempt, toast } from './toasts.svelte';

/** The longest side of a picture that is copied, in pixels: longer ones are not made. */
const LONGEST = 2048;

/** Copies the absolute path of a file, by which other programs open it; in a zip, its path in it. */
const copyPath = (tree: Tree, path: string) =>
  attempt(async () => {
    const isZipped = tree.of === 'version';
    await navigator.clipboard.writeText(isZipped ? path : await call('file_path', { tree, path }));
  });

export const copyPathItem = (tree: Tree, path: string): Exclude<MenuItem, 'line'> => ({
  label: t('copy-path'),
  icon: 'copy',
  testid: 'menu-copy-path',
  onselect: () => void copyPath(tree, path),
});

/** Copies the picture of an image. */
export const copyImage = (file: LookedAt) =>
  attempt(async () => {
    const picture = file.ask({ ask: 'picture', most: LONGEST }, 'picture');
    // WebKit only takes what it is given during the click, so the picture is not waited for.
    await Promise.all([picture, copyPng(picture.then(({ png }) => pngOf(png)))]);
  });

/** Copies a picture that is being made. To be called during the click. */
export async function copyPng(png: Promise<Blob>): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    toast({ look: 'done', text: t('image-copied') });
  } catch {
    const text = t('image-not-copied');
    throw { code: 'image-not-copied', text, field: null, row: null } satisfies Refusal;
  }
}

/** A picture that the program has made, as a file. */
export function pngOf(base64: string): Blob {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return new Blob([bytes], { type: 'image/png' });
}
