// The program as the pages reach it: from its own window, or from a browser.

import type { Commands, Event } from './bindings';

export interface Program {
  /** Asks it. Rejects with whatever the program or the way to it throws. */
  call(name: keyof Commands, args: object): Promise<unknown>;
  /** Passes on every event from now on; a page that is loaded again takes the place of the one before. */
  listen(receive: (event: Event) => void): Promise<void>;
}
