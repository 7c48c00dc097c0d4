// Choosing files in a browser: those of its own computer are sent, those of the server's machine are named.

import type { Choice, Chosen } from './bindings';
import { refusal } from './refusal';
import { upload, type Files } from './upload';

type Asked = { what: Choice | 'drop'; answer: (chosen: Chosen[]) => void };

let asked = $state.raw<Asked | null>(null);
let sending = $state.raw<{ done: number; total: number } | null>(null);
let refusedDrop = $state('');
let stop = new AbortController();

/** Where one was last. */
const LAST = 'chosen-folder';
let folder = localStorage.getItem(LAST) ?? '/';

/** The folder of the server's machine where choosing begins. */
export const beginning = () => folder;

/** Choosing begins here where the person has not chosen before. */
export const beginAt = (home: string) => (folder = localStorage.getItem(LAST) ?? home);

/** Choosing begins here from now on. */
export function chosenIn(where: string): void {
  folder = where;
  localStorage.setItem(LAST, where);
}

/** What is being chosen, for `Choose.svelte`. */
export const choosing = () => asked;
/** How far what is sent is, in bytes; null: nothing is. */
export const progress = () => sending;

/** Why what was dropped could not be sent; empty: it could. */
export const dropRefusal = () => refusedDrop;

/** Asks for files or a folder. Empty: the person changed their mind. */
export function choose(what: Choice | 'drop'): Promise<Chosen[]> {
  asked?.answer([]);
  return new Promise((resolve) => {
    asked = {
      what,
      answer: (chosen) => {
        asked = null;
        stop.abort();
        resolve(chosen);
      },
    };
  });
}

/** Sends files, each by itself or as one folder. */
export async function send(all: Files[]): Promise<Chosen[]> {
  const total = all.flatMap(({ files }) => files).reduce((sum, { file }) => sum + file.size, 0);
  stop = new AbortController();
  sending = { done: 0, total };
  try {
    const chosen: Chosen[] = [];
    let before = 0;
    for (const files of all) {
      chosen.push(
        await upload(files, stop.signal, (done) => (sending = { done: before + done, total })),
      );
      before = sending.done;
    }
    return chosen;
  } finally {
    sending = null;
  }
}

/** Sends what was dropped, showing how far it is, or why it was refused. Empty: nothing was sent. */
export async function sent(all: Files[]): Promise<Chosen[]> {
  if (all.length === 0) return [];
  refusedDrop = '';
  const closed = choose('drop');
  try {
    const chosen = await Promise.race([send(all), closed]);
    asked?.answer(chosen);
    return chosen;
  } catch (thrown) {
    refusedDrop = refusal(thrown).text;
    return closed;
  }
}
