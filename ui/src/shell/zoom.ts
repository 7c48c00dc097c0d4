// The keys that zoom the interface, as browsers have them. A browser's own are left alone.

import { zoom } from '$lib/ipc';

/** Handles a key. Returns whether it zooms. */
export function zooms(event: KeyboardEvent): boolean {
  if (!zoom || !(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const { key, code } = event;
  if (key === '+' || key === '=') void zoom('in');
  else if (key === '-') void zoom('out');
  // On a French keyboard the digit is Shift and this key.
  else if (key === '0' || code === 'Digit0' || code === 'Numpad0') void zoom('reset');
  else return false;
  return true;
}
