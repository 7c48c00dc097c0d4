// Choosing files in a browser. Files on its computer are uploaded; for those on the server's
// machine, only the path is sent.

import type { Choice, Chosen } from './bindings';
import { refusal } from './refusal';
import { upload, type Files } from './upload';

type ChoiceRequest = { what: Choice | 'drop'; answer: (chosen: Chosen[]) => void };

let request = $state.raw<ChoiceRequest | null>(null);
let sending = $state.raw<{ done: number; total: number } | null>(null);
let refusedDrop = $state('');
let stop = new AbortController();

/** The folder where the user last chose something. */
const STORAGE_KEY = 'chosen-folder';
let folder = localStorage.getItem(STORAGE_KEY) ?? '/';

/** The folder of the server's machine where choosing begins. */
export const beginning = () => folder;

/** Choosing begins in `home` if the user has not chosen anything before. */
export const beginAt = (home: string) => (folder = localStorage.getItem(STORAGE_KEY) ?? home);

/** From now on, choosing begins in this folder. */
export function chosenIn(where: string): void {
  folder = where;
  localStorage.setItem(STORAGE_KEY, where);
}

/** The open request, for `Choose.svelte`. */
export const choosing = () => request;
/** The progress of the upload, in bytes; null if there is none. */
export const progress = () => sending;

/** Why dropped files could not be uploaded; empty if they could. */
export const dropRefusal = () => refusedDrop;

/** Asks for files or a folder. The answer is empty if the user cancelled. */
export function choose(what: Choice | 'drop'): Promise<Chosen[]> {
  request?.answer([]);
  return new Promise((resolve) => {
    request = {
      what,
      answer: (chosen) => {
        request = null;
        stop.abort();
        resolve(chosen);
      },
    };
  });
}

/** Uploads files and folders. */
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

/** Uploads dropped files, showing progress and failures. The answer is empty if the user cancelled. */
export async function sent(all: Files[]): Promise<Chosen[]> {
  if (all.length === 0) return [];
  refusedDrop = '';
  const closed = choose('drop');
  try {
    const chosen = await Promise.race([send(all), closed]);
    request?.answer(chosen);
    return chosen;
  } catch (thrown) {
    refusedDrop = refusal(thrown).text;
    return closed;
  }
}
