// Files are dragged out of the window.

import { call, inWindow, type Tree } from '$lib/ipc';
import { attempt } from './toasts.svelte';

/** Attributes of the element of a file that can be dragged onto the desktop: a browser's page cannot do that, and the
 * files of a version are in its zip. `paths`: what is dragged, which may be others as well. `isKept`: it is data that is kept in
 * the store and has no folder. */
export function draggable(
  tree: Tree,
  paths: () => string[],
  isKept: boolean,
): Record<string, unknown> {
  if (!inWindow || tree.of === 'version' || isKept) return {};
  return {
    draggable: true,
    ondragstart: (event: DragEvent) => {
      // The program drags them itself.
      event.preventDefault();
      void attempt(() => call('drag_files', { tree, paths: paths() }));
    },
  };
}
