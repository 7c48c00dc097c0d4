// Long operations of the program: their progress, and how to stop them.

import { call, newTask, on, type Event } from './ipc';

export type WorkProgress = Extract<Event, { event: 'progress' }>;

/** Progress is shown only after so many milliseconds. */
const SHORT = 300;

export class Work {
  /** The progress; null if nothing is in progress, or only just. */
  progress = $state.raw<WorkProgress | null>(null);
  busy = $state(false);
  #task = 0;

  /** Runs an operation with a new task number. */
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
