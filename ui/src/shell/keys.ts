// The keys that work everywhere, and what they do. Pages have more of their own.

import { back, go, sections, route } from '$lib/router.svelte';

/** What the window shows over any page. */
export type Overlay = 'palette' | 'shortcuts' | 'project';

/** What a key pressed anywhere means. Answers whether it meant anything. */
export function pressed(event: KeyboardEvent, open: (overlay: Overlay) => void): boolean {
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const typing = (event.target as Element | null)?.closest?.('input, textarea') != null;
  if (control && key === 'k') open('palette');
  else if (control && sections[Number(key) - 1]) go({ page: sections[Number(key) - 1]! });
  else if (control && key === ',') go({ page: 'settings' });
  else if (control && key === 'n') go({ page: 'form' });
  else if (event.altKey && key === 'ArrowLeft') back();
  else if (key === 'Escape' && !isList()) back();
  else if (key === '?' && !typing && !control) open('shortcuts');
  else return false;
  return true;
}

/** Escape leads from a page to where one came from, but never out of a list. */
function isList(): boolean {
  return sections.some((section) => section === route().page);
}
