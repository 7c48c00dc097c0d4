// A file to add once the page for it is open: dropped on the window, or chosen in the palette.

import type { Chosen } from '$lib/ipc';

let dropped = $state.raw<Chosen | null>(null);

/** The file that no page has taken yet. */
export const waitingDrop = () => dropped;

export function leaveDrop(chosen: Chosen): void {
  dropped = chosen;
}

export function takeDrop(): Chosen | null {
  const taken = dropped;
  dropped = null;
  return taken;
}
