// Keys that a page takes as commands.

/** Whether something lies over the page and takes the keys. */
export function covered(): boolean {
  return document.querySelector('.dialog, .popup') !== null;
}

/** Whether this may be a page's command of one letter: nobody else has taken it, and nobody types. */
export function isCommand(event: KeyboardEvent): boolean {
  const { target } = event;
  const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  return !event.defaultPrevented && !typing && !modified && !covered();
}
