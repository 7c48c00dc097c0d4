// Long work of the program: how far it is, and stopping it.

import { call, newTask, on, type Event } from './ipc';

export type WorkProgress = Extract<Event, { event: 'progress' }>;

/** Work that is done sooner shows no progress. */
const SHORT = 300;

export class Work {
  /** How far it is; null where nothing goes on, or not for long yet. */
  progress = $state.raw<WorkProgress | null>(null);
  busy = $state(false);
  #task = 0;

  /** Does it, under a number of its own. */
  async run<T>(work: (task: number) => Promise<T>): Promise<T> {
    const task = newTask();
    const began = Date.now();
    this.#task = task;
    this.busy = true;
    const off = on('progress', (event) => {
      if (event.task === task && Date.now() - began > SHORT) this.progress = event;
    });
    try {
      return await work(task);
    } finally {
      off();
      if (this.#task === task) {
        this.busy = false;
        this.progress = null;
      }
    }
  }

  stop(): void {
    void call('cancel', { task: this.#task });
  }
}
