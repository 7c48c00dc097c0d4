// Parts of a file that follow each other, of which more are read as one scrolls.

import { refusal } from '$lib/ipc';

/** How many pieces are read again when the file has changed. */
const KEPT = 50;

type Piece = { next: number | null };

export class Pieces<P extends Piece> {
  list = $state.raw<P[]>([]);
  reading = $state(false);
  /** Why there are no further ones. */
  refused = $state('');

  /** Counts the versions of the file, since answers about an earlier one are dropped. */
  #version = 0;

  constructor(private readonly read: (at: number) => Promise<P>) {}

  /** Where the next one begins; null if there is none. */
  get next(): number | null {
    return this.list.at(-1)?.next ?? null;
  }

  /** Starts again with the first piece of a file that has changed. As many pieces as are shown are read
   * before it replaces them, up to a limit, so that one stays where one has scrolled to. */
  async begin(first: P): Promise<void> {
    const version = ++this.#version;
    const pieces = [first];
    const wanted = Math.min(this.list.length, KEPT);
    for (let at = first.next; at !== null && pieces.length < wanted;) {
      const piece: P | null = await this.read(at).catch(() => null);
      if (version !== this.#version) return;
      if (!piece) break;
      pieces.push(piece);
      at = piece.next;
    }
    [this.list, this.refused] = [pieces, ''];
  }

  /** Reads the next piece, unless it is being read already. */
  async more(): Promise<void> {
    const at = this.next;
    if (at === null || this.reading || this.refused) return;
    const version = this.#version;
    this.reading = true;
    try {
      const piece = await this.read(at);
      if (version === this.#version) this.list = [...this.list, piece];
    } catch (thrown) {
      if (version === this.#version) this.refused = refusal(thrown).text;
    } finally {
      this.reading = false;
    }
  }
}
