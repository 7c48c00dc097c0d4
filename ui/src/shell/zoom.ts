// The zoom of the interface, with the keys that browsers have for it. A browser's own is left alone.

import { zoom } from '$lib/ipc';

const STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

let factor = 1;

/** Restores the zoom of the last time, before anything is drawn. */
export async function restoreZoom(): Promise<void> {
  const last = Number(localStorage.getItem('zoom'));
  if (STEPS.includes(last) && last !== 1) await change(last);
}

/** Handles a key. Returns whether it zooms. */
export function zooms(event: KeyboardEvent): boolean {
  if (!zoom || !(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const { key, code } = event;
  if (key === '+' || key === '=') void change(STEPS.find((step) => step > factor));
  else if (key === '-') void change(STEPS.findLast((step) => step < factor));
  // On a French keyboard the digit is Shift and this key.
  else if (key === '0' || code === 'Digit0' || code === 'Numpad0') void change(1);
  else return false;
  return true;
}

async function change(to = factor): Promise<void> {
  factor = to;
  localStorage.setItem('zoom', String(to));
  await zoom?.(to);
}
