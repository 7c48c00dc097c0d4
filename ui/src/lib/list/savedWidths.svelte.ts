// Widths of a table's columns that a person has set, also for the next start.

import type { Widths } from './widths';

export class SavedWidths {
  readonly #key: string;
  #all: Widths;

  /** `table` identifies the table. */
  constructor(table: string) {
    this.#key = `columns ${table}`;
    this.#all = $state.raw(this.#load());
  }

  get all(): Widths {
    return this.#all;
  }

  set all(widths: Widths) {
    this.#all = widths;
    localStorage.setItem(this.#key, JSON.stringify(widths));
  }

  #load(): Widths {
    try {
      return JSON.parse(localStorage.getItem(this.#key) ?? '{}') as Widths;
    } catch {
      return {};
    }
  }
}
