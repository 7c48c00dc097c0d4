// Keyboard shortcuts that work on every page. Pages have their own as well.

import { back, go, sections, route } from '$lib/router.svelte';
import { fold } from './sidebar.svelte';

/** Dialogs that open over any page. */
export type Overlay = 'palette' | 'shortcuts' | 'project';

/** Handles a key. Returns whether it was a shortcut. */
export function pressed(event: KeyboardEvent, open: (overlay: Overlay) => void): boolean {
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const typing = (event.target as Element | null)?.closest?.('input, textarea') != null;
  if (control && key === 'k') open('palette');
  else if (control && sections[Number(key) - 1]) go({ page: sections[Number(key) - 1]! });
  else if (control && key === ',') go({ page: 'settings' });
  else if (control && key === 'n') go({ page: 'form' });
  else if (control && key === 'b') fold();
  else if (event.altKey && key === 'ArrowLeft') back();
  else if (key === 'Escape' && !isList()) back();
  else if (key === '?' && !typing && !control) open('shortcuts');
  else return false;
  return true;
}

/** Escape goes back, except on the page of a section. */
function isList(): boolean {
  return sections.some((section) => section === route().page);
}
