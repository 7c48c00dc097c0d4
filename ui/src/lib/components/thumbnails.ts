// Small pictures of images. The program that makes them makes previews as well, so only a few are asked for at a time.

import type { Tree } from '$lib/ipc';
import { pngOf } from './copying';
import { LookedAt } from './preview/file';

const AT_ONCE = 2;
/** The longest side, in pixels: of a tile, on a screen with small pixels. */
const LONGEST = 256;

let busy = 0;
const waiting: (() => void)[] = [];

/** A picture of an image, once its turn comes. Rejects if it is no longer wanted by then. */
export async function thumbnail(
  tree: Tree,
  path: string,
  signal: AbortSignal,
  most = LONGEST,
): Promise<Blob> {
  if (busy < AT_ONCE) busy += 1;
  else await new Promise<void>((resume) => waiting.push(resume));
  try {
    signal.throwIfAborted();
    const file = new LookedAt(tree, path);
    return pngOf((await file.ask({ ask: 'picture', most }, 'picture')).png);
  } finally {
    // The last request first: its tile came into view last.
    const next = waiting.pop();
    if (next) next();
    else busy -= 1;
  }
}
