// A search in a run's log: which lines are found, and which of them is the current one.

import { call, refusal, type FoundLines, type Sought } from '$lib/ipc';
import { Work } from '$lib/work.svelte';

/** A search begins when nothing was typed for so many milliseconds. */
const TYPING = 150;
/** A log that grows is searched again, but most of the time is left for other things. */
const SHARE = 10;

export class LogSearch {
  text = $state('');
  matchesCase = $state(false);
  /** null if nothing is sought or the search has not ended. */
  found = $state.raw<FoundLines | null>(null);
  /** The same for what is marked in the lines that are shown. */
  marked = $state.raw<Sought | null>(null);
  /** Why what was typed cannot be sought. */
  refused = $state('');
  /** The index of the current line among those that were found; -1 if there is none. */
  at = $state(-1);

  readonly #work = new Work();
  #typing: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #again = 0;

  constructor(
    private readonly id: string,
    /** Brings a line into view. */
    private readonly show: (line: number) => void,
    /** The first line that is visible. */
    private readonly first: () => number,
  ) {}

  get line(): number | undefined {
    return this.found?.lines[this.at];
  }

  type(text: string): void {
    this.text = text;
    this.#restart();
  }

  toggleCase(): void {
    this.matchesCase = !this.matchesCase;
    this.#restart();
  }

  /** Goes to the next line that was found, or to the previous one; around the ends. */
  move(step: 1 | -1): void {
    const lines = this.found?.lines ?? [];
    if (lines.length === 0) return;
    if (this.at < 0) {
      const next = lines.findIndex((line) => line >= this.first());
      this.at = step > 0 ? Math.max(next, 0) : (next <= 0 ? lines.length : next) - 1;
    } else this.at = (this.at + step + lines.length) % lines.length;
    this.show(lines[this.at]!);
  }

  /** Searches again, because the log has grown. */
  async again(): Promise<void> {
    if (this.marked && Date.now() >= this.#again) await this.#search(false);
  }

  stop(): void {
    clearTimeout(this.#typing);
    this.#turn += 1;
    if (this.#work.busy) this.#work.stop();
  }

  #restart(): void {
    this.stop();
    [this.found, this.marked, this.refused, this.at] = [null, null, '', -1];
    if (this.text !== '') this.#typing = setTimeout(() => void this.#search(true), TYPING);
  }

  async #search(isNew: boolean): Promise<void> {
    if (!isNew && this.#work.busy) return;
    const sought: Sought = {
      of: 'pattern',
      pattern: this.text,
      ignoresCase: !this.matchesCase,
    };
    const turn = (this.#turn += 1);
    const began = Date.now();
    try {
      const found = await this.#work.run((task) =>
        call('search_log', { id: this.id, sought, task }),
      );
      if (turn !== this.#turn) return;
      [this.found, this.marked] = [found, sought];
      this.#again = Date.now() + SHARE * (Date.now() - began);
      if (isNew) this.move(1);
    } catch (thrown) {
      if (turn === this.#turn) this.refused = refusal(thrown).text;
    }
  }
}
