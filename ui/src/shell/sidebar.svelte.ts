// Whether the sidebar is folded to its icons: as the user left it, and by itself where there is little room.

import { MediaQuery } from 'svelte/reactivity';

const narrow = new MediaQuery('width < 1000px');

let chosen = $state(localStorage.getItem('sidebar') === 'folded');
/** Unfolded although there is little room, until the next start. */
let opened = $state(false);

export const folded = () => (narrow.current ? !opened : chosen);

export function fold(): void {
  if (narrow.current) {
    opened = !opened;
    return;
  }
  chosen = !chosen;
  localStorage.setItem('sidebar', chosen ? 'folded' : '');
}
