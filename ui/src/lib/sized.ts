// The size of an element, without a layout for its own sake.

import type { Attachment } from 'svelte/attachments';

/** Passes an element to `look` whenever it has got another size, before it is painted: `{@attach sized(look)}`. Unlike
 * `bind:clientWidth`, it does not make the browser lay out a page that is still being built. */
export const sized =
  (look: (element: HTMLElement) => void): Attachment<HTMLElement> =>
  (element) => {
    const observer = new ResizeObserver(() => look(element));
    observer.observe(element);
    return () => observer.disconnect();
  };
