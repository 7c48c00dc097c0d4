// A run's log as it is looked at: few lines of many, the last ones while it grows.

import type { LogPart } from '$lib/ipc';
import { coalesced } from '$lib/pace';

/** Lines held before and after those that are seen, so that scrolling shows no gaps. */
const SPARE = 120;
/** The same while the end is followed: it is read many times a second. */
const SPARE_AT_END = 20;

export class Log {
  total = $state(0);
  bytes = $state(0);
  loaded = $state(false);
  /** The end is followed. */
  stuck = $state(true);

  #held = $state.raw<{ first: number; lines: string[] }>({ first: 0, lines: [] });
  /** How many lines there were when the end was left. */
  #left = $state(0);
  #first = 0;
  #count = 60;

  constructor(private readonly read: (first: number | null, count: number) => Promise<LogPart>) {}

  at(line: number): string | undefined {
    return this.#held.lines[line - this.#held.first];
  }

  /** Lines that have come since the end was left. */
  get unseen(): number {
    return this.stuck ? 0 : this.total - this.#left;
  }

  /** The person is at the end, and follows it, or is elsewhere. */
  stick(stuck: boolean): void {
    if (stuck === this.stuck) return;
    this.stuck = stuck;
    this.#left = this.total;
    if (stuck) void this.again();
    else this.look(this.#first, this.#count);
  }

  /** Tells which lines are seen now. The end is held anyway while it is followed. */
  look(first: number, count: number): void {
    [this.#first, this.#count] = [first, count];
    const { first: begin, lines } = this.#held;
    const last = Math.min(first + count, this.total);
    const held = first >= begin && last <= begin + lines.length;
    if (!this.stuck && !held) void this.again();
  }

  /** Reads what is seen again: there may be more. */
  readonly again = coalesced(() => (this.stuck ? this.#readEnd() : this.#readSeen()));

  async #readEnd(): Promise<void> {
    const part = await this.read(null, this.#count + SPARE_AT_END);
    if (this.stuck) this.#show(part);
  }

  async #readSeen(): Promise<void> {
    const first = Math.max(0, this.#first - SPARE);
    const part = await this.read(first, this.#first - first + this.#count + SPARE);
    this.#show(part);
  }

  #show(part: LogPart): void {
    this.#held = { first: part.first, lines: part.lines };
    this.total = part.total;
    this.bytes = part.bytes;
    this.loaded = true;
  }
}
