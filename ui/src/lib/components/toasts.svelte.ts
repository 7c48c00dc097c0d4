// Toasts: short messages that need no answer.

import { isDisconnected, refusal } from '../ipc/refusal';
import { t } from '../words.svelte';

export type Toast = {
  text: string;
  look: 'done' | 'failed' | 'info';
  action?: {
    label: string;
    run: () => void;
    /** It undoes what the toast reports, and so does Ctrl Z. */
    undoes?: boolean;
  };
  /** It is about the page on which it appears, and disappears with it. */
  onPage?: boolean;
  /** How long it is shown, in milliseconds. */
  lasts?: number;
  /** Called when it disappears without its action having been taken. */
  onmissed?: () => void;
};

/** `leaves`: it is a failure on another page, and no longer stays. */
type Shown = Toast & { id: number; since: number; left: number; leaves?: boolean };

const LASTS = 6000;
/** How many are shown at once. */
const MOST = 3;

let all = $state.raw<Shown[]>([]);
let last = 0;
let paused = false;
const running = new Map<number, { timer: ReturnType<typeof setTimeout>; began: number }>();

export const toasts = () => all;

/** The newest ones. What can be undone still can be when it is not among them, for its time. */
export const shownToasts = () => all.slice(-MOST);

/** Shows a toast for a while. Failures stay until they are closed or the user goes to another page.
 * Returns the number by which to `drop` it. */
export function toast(content: Toast): number {
  const id = ++last;
  for (const known of replaceable().filter(({ text }) => text === content.text)) drop(known.id);
  all = [...all, { ...content, id, since: performance.now(), left: content.lasts ?? LASTS }];
  const spare = replaceable().filter((known) => known.id !== id);
  for (const known of spare.slice(0, Math.max(0, all.length - MOST))) drop(known.id);
  if (!paused) run(id);
  return id;
}

/** The toasts that may be replaced by others. One with an undo may not. */
const replaceable = () => all.filter(({ action }) => !action?.undoes);

export function drop(id: number): void {
  remove(id)?.onmissed?.();
}

/**
 * The user goes to another page: a failure is shown there for no longer than anything else, unless it is an undo
 * that can be tried again. What was about the page disappears with it.
 */
export function leavePage(): void {
  for (const { id } of all.filter(({ onPage }) => onPage)) drop(id);
  for (const shown of all.filter(({ look, action }) => look === 'failed' && !action?.undoes)) {
    shown.left = LASTS - (performance.now() - shown.since);
    shown.leaves = true;
    if (!paused) run(shown.id);
  }
}

/** Takes the action that a toast offers, once. */
export function act(id: number): void {
  remove(id)?.action?.run();
}

/** Undoes the last thing that can be undone. Returns whether there was one. */
export function undo(): boolean {
  const shown = all.findLast(({ action }) => action?.undoes);
  if (shown) act(shown.id);
  return shown !== undefined;
}

/** Stops the clocks while the pointer or the focus is on a toast. */
export function pause(): void {
  paused = true;
  for (const shown of all) {
    const { timer, began } = running.get(shown.id) ?? {};
    clearTimeout(timer);
    if (began !== undefined) shown.left -= performance.now() - began;
    running.delete(shown.id);
  }
}

export function resume(): void {
  paused = false;
  for (const { id } of all) run(id);
}

function run(id: number): void {
  const shown = all.find((toast) => toast.id === id);
  if (!shown || running.has(id) || (shown.look === 'failed' && !shown.leaves)) return;
  const timer = setTimeout(() => drop(id), Math.max(0, shown.left));
  running.set(id, { timer, began: performance.now() });
}

function remove(id: number): Toast | undefined {
  const leaving = all.find((toast) => toast.id === id);
  clearTimeout(running.get(id)?.timer);
  running.delete(id);
  all = all.filter((toast) => toast.id !== id);
  // When the last one disappears, no event reports that the pointer has left.
  if (all.length === 0) paused = false;
  return leaving;
}

/**
 * Does something and shows a refusal as a toast, but not a lost connection, which has its own line. Resolves to
 * whether it was done.
 */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (thrown) {
    showRefusal(thrown);
    return false;
  }
}

/** Shows what was thrown; an error of the pages themselves after a sentence that says so. */
export function showRefusal(thrown: unknown): void {
  const refused = refusal(thrown);
  const { code, text } = refused;
  if (isDisconnected(refused)) return;
  toast({ look: 'failed', text: code === 'unexpected' ? t('page-error', { text }) : text });
}
