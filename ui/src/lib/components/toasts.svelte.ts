// Toasts: short messages that need no answer.

import { isDisconnected, refusal } from '../ipc/refusal';

export type Toast = {
  text: string;
  look: 'done' | 'failed';
  action?: {
    label: string;
    run: () => void;
    /** It undoes what the toast reports, and so does Ctrl Z. */
    undoes?: boolean;
  };
  /** How long it is shown, in milliseconds. */
  lasts?: number;
  /** Called when it disappears without its action having been taken. */
  onmissed?: () => void;
};

type Shown = Toast & { id: number; left: number };

const LASTS = 6000;
/** How many are shown at once, not counting those that can be undone, which stay for their time. */
const MOST = 3;

let all = $state.raw<Shown[]>([]);
let last = 0;
let paused = false;
const running = new Map<number, { timer: ReturnType<typeof setTimeout>; began: number }>();

export const toasts = () => all;

/** Shows a toast for a while. Failures stay until they are closed. */
export function toast(content: Toast): void {
  const id = ++last;
  for (const known of replaceable().filter(({ text }) => text === content.text)) drop(known.id);
  all = [...all, { ...content, id, left: content.lasts ?? LASTS }];
  for (const known of replaceable().slice(0, -MOST)) drop(known.id);
  if (!paused) run(id);
}

/** The toasts that may be replaced by others. One with an undo may not. */
const replaceable = () => all.filter(({ action }) => !action?.undoes);

export function drop(id: number): void {
  remove(id)?.onmissed?.();
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
  if (shown?.look !== 'done' || running.has(id)) return;
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
    const refused = refusal(thrown);
    if (!isDisconnected(refused)) toast({ look: 'failed', text: refused.text });
    return false;
  }
}
