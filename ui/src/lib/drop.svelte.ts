// What is to be added once its page is there: it was dropped on the window, or chosen in the palette.

import type { Chosen } from '$lib/ipc';

let dropped = $state.raw<Chosen | null>(null);

/** What is still to be taken. */
export const waitingDrop = () => dropped;

export function leaveDrop(chosen: Chosen): void {
  dropped = chosen;
}

export function takeDrop(): Chosen | null {
  const taken = dropped;
  dropped = null;
  return taken;
}
