// How the pages reach the program: in its own window, or in a browser.

import type { Commands, Event } from './bindings';

export interface Program {
  /** Calls a command. Rejects with whatever the program or the connection throws. */
  call(name: keyof Commands, args: object): Promise<unknown>;
  /** Passes on every event from now on. After a reload, the new page replaces the old one. */
  listen(receive: (event: Event) => void): Promise<void>;
  /** Zooms the page. A browser does that itself. */
  zoom?(step: 'in' | 'out' | 'reset'): Promise<void>;
}
