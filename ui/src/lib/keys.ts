// Keyboard shortcuts of pages.

/** Whether a dialog or popup covers the page and gets the keys. One that is closing no longer does. */
export function covered(): boolean {
  return document.querySelector('.dialog, .popup:not([data-state="closed"])') !== null;
}

/** Whether a key can be a one-letter shortcut of a page: nothing handled it, and nobody is typing. */
export function isCommand(event: KeyboardEvent): boolean {
  const { target } = event;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  return !event.defaultPrevented && !typing && !modified && !covered();
}
