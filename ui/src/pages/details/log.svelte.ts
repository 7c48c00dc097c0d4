// The part of a run's log that is shown. While the run continues, that is its end.

import type { LogLine, LogPart } from '$lib/ipc';
import { coalesced } from '$lib/pace';

/** How many lines are loaded before and after the visible ones, so that scrolling shows no gaps. */
const SPARE = 120;
/** The same while the end is followed, since it is read many times a second. */
const SPARE_AT_END = 20;

/** A line as plain text. */
export const textOf = (line: LogLine | undefined) =>
  line?.spans.map(({ text }) => text).join('') ?? '';

export class Log {
  total = $state(0);
  bytes = $state(0);
  loaded = $state(false);
  /** Whether the end is followed. */
  stuck = $state(true);

  #held = $state.raw<{ first: number; lines: LogLine[] }>({ first: 0, lines: [] });
  /** The number of lines when the user scrolled away from the end. */
  #left = $state(0);
  #first = 0;
  #count = 60;

  constructor(private readonly read: (first: number | null, count: number) => Promise<LogPart>) {}

  /** A line; undefined while it is not loaded. */
  at(line: number): LogLine | undefined {
    return this.#held.lines[line - this.#held.first];
  }

  /** The lines that are loaded. */
  get held(): { first: number; lines: LogLine[] } {
    return this.#held;
  }

  /** The first line that is visible. */
  get first(): number {
    return this.#first;
  }

  /** How many lines were written since the user scrolled away from the end. */
  get unseen(): number {
    return this.stuck ? 0 : this.total - this.#left;
  }

  /** Sets whether the end is followed. */
  stick(stuck: boolean): void {
    if (stuck === this.stuck) return;
    this.stuck = stuck;
    this.#left = this.total;
    if (stuck) void this.again();
    else this.look(this.#first, this.#count);
  }

  /** Sets which lines are visible. While the end is followed, it is loaded anyway, but some lines of it may be
   * folded, so that more are visible. */
  look(first: number, count: number): void {
    [this.#first, this.#count] = [first, count];
    const { first: begin, lines } = this.#held;
    const last = Math.min(first + count, this.total);
    const held = first >= begin && last <= begin + lines.length;
    if (!held && (!this.stuck || first < begin)) void this.again();
  }

  /** Reads the visible lines again. */
  readonly again = coalesced(() => (this.stuck ? this.#readEnd() : this.#readSeen()));

  async #readEnd(): Promise<void> {
    const part = await this.read(null, this.#count + SPARE_AT_END);
    if (this.stuck) this.#show(part);
  }

  async #readSeen(): Promise<void> {
    const first = Math.max(0, this.#first - SPARE);
    const end = this.#first + this.#count + SPARE;
    const part = await this.read(first, end - first);
    // Not everything is answered at once, if much of it is folded.
    const seen = Math.min(this.#first + this.#count, part.total);
    while (first + part.lines.length < seen) {
      const { lines } = await this.read(first + part.lines.length, end - first - part.lines.length);
      if (lines.length === 0) break;
      part.lines.push(...lines);
    }
    this.#show(part);
  }

  #show(part: LogPart): void {
    this.#held = { first: part.first, lines: part.lines };
    this.total = part.total;
    this.bytes = part.bytes;
    this.loaded = true;
  }
}
