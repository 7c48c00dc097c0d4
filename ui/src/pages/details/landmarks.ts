// What is looked for in the whole log of a run that has ended: its errors, and the frames of libraries.

import { call, type FoundLines, type LibraryFrames } from '$lib/ipc';
import { Work } from '$lib/work.svelte';

export type Landmarks = { errors: FoundLines; frames: LibraryFrames[] };

/** Those of the log that was searched last, for whoever goes back and forth between the tabs of a run. */
let last: { id: string; bytes: number; found: Landmarks } | null = null;

/** Searches a log, for as long as somebody waits for it: several searches at once would leave no processor to the page. */
export class LandmarkSearch {
  readonly #work = new Work();
  #stopped = false;

  constructor(private readonly id: string) {}

  /** The lines that are errors. */
  errors(): Promise<FoundLines> {
    return this.#work.run((task) =>
      call('search_log', { id: this.id, sought: { of: 'errors' }, task }),
    );
  }

  /** Both, of a log of so many bytes, to which none are added any more; null once it was stopped. */
  async all(bytes: number): Promise<Landmarks | null> {
    if (last?.id === this.id && last.bytes === bytes) return last.found;
    try {
      const errors = await this.errors();
      const frames = this.#stopped
        ? []
        : await this.#work.run((task) => call('library_frames', { id: this.id, task }));
      if (this.#stopped) return null;
      const found = { errors, frames: frames.filter(({ lines }) => lines > 1) };
      last = { id: this.id, bytes, found };
      return found;
    } catch (thrown) {
      if (this.#stopped) return null;
      throw thrown;
    }
  }

  stop(): void {
    this.#stopped = true;
    if (this.#work.busy) this.#work.stop();
  }
}
