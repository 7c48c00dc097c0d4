// Short news that need no answer.

export type Toast = {
  text: string;
  look: 'done' | 'failed';
  action?: {
    label: string;
    run: () => void;
    /** It takes back what the news tells: Ctrl Z does it too. */
    undoes?: boolean;
  };
  /** How long it stays, in milliseconds. */
  lasts?: number;
  /** It has gone without its action. */
  onmissed?: () => void;
};

type Shown = Toast & { id: number; left: number };

const LASTS = 6000;
/** So many are shown at once, besides those that can be undone: these stay for all their time. */
const MOST = 3;

let all = $state.raw<Shown[]>([]);
let last = 0;
let held = false;
const running = new Map<number, { timer: ReturnType<typeof setTimeout>; began: number }>();

export const toasts = () => all;

/** Shows news for a while; what failed stays until it is closed. */
export function toast(news: Toast): void {
  const id = ++last;
  for (const known of passing().filter(({ text }) => text === news.text)) drop(known.id);
  all = [...all, { ...news, id, left: news.lasts ?? LASTS }];
  for (const known of passing().slice(0, -MOST)) drop(known.id);
  if (!held) run(id);
}

/** Those that may make room for others: with an undo its chance would go as well. */
const passing = () => all.filter(({ action }) => !action?.undoes);

export function drop(id: number): void {
  leave(id)?.onmissed?.();
}

/** Does what the news offers, once. */
export function act(id: number): void {
  leave(id)?.action?.run();
}

/** Takes back what was done last, if that is offered. Answers whether it was. */
export function undo(): boolean {
  const shown = all.findLast(({ action }) => action?.undoes);
  if (shown) act(shown.id);
  return shown !== undefined;
}

/** No time passes while somebody looks at them. */
export function hold(): void {
  held = true;
  for (const shown of all) {
    const { timer, began } = running.get(shown.id) ?? {};
    clearTimeout(timer);
    if (began !== undefined) shown.left -= performance.now() - began;
    running.delete(shown.id);
  }
}

export function release(): void {
  held = false;
  for (const { id } of all) run(id);
}

function run(id: number): void {
  const shown = all.find((toast) => toast.id === id);
  if (shown?.look !== 'done' || running.has(id)) return;
  const timer = setTimeout(() => drop(id), Math.max(0, shown.left));
  running.set(id, { timer, began: performance.now() });
}

function leave(id: number): Toast | undefined {
  const leaving = all.find((toast) => toast.id === id);
  clearTimeout(running.get(id)?.timer);
  running.delete(id);
  all = all.filter((toast) => toast.id !== id);
  // Without any, nothing tells that the pointer has gone.
  if (all.length === 0) held = false;
  return leaving;
}

/** Does something; a refusal becomes news. Answers whether it was done. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (refusal) {
    toast({ look: 'failed', text: (refusal as { text: string }).text });
    return false;
  }
}
