// Short news that need no answer.

export type Toast = {
  text: string;
  look: 'done' | 'failed';
  action?: { label: string; run: () => void };
};

const LASTS = 6000;

let all = $state.raw<(Toast & { id: number })[]>([]);
let last = 0;

export const toasts = () => all;

/** Shows news for a while; what failed stays until it is closed. */
export function toast(news: Toast): void {
  const id = ++last;
  all = [...all.filter((known) => known.text !== news.text), { ...news, id }].slice(-3);
  if (news.look === 'done') setTimeout(() => drop(id), LASTS);
}

export function drop(id: number): void {
  all = all.filter((toast) => toast.id !== id);
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
