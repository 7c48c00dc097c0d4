// Limits how often something is read.

/** How long a window is waited for that paints nothing, in milliseconds. */
const UNSEEN = 100;

/** Runs `work` once at a time. Calls in the meantime lead to one more run right after. */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let wanted = false;
  let working: Promise<void> | null = null;
  async function start() {
    try {
      while (wanted) {
        wanted = false;
        await work();
      }
    } finally {
      working = null;
    }
  }
  return () => {
    wanted = true;
    working ??= start();
    return working;
  };
}

/** Resolves when what was just shown has been painted, or soon in a window that is not seen. */
export const painted = (): Promise<unknown> =>
  Promise.race([
    new Promise((resume) => requestAnimationFrame(() => setTimeout(resume))),
    new Promise((resume) => setTimeout(resume, UNSEEN)),
  ]);

/** How many times as long as a run took the next one waits at least: what comes all the time leaves most of the
 * page's time to the person. */
const SHARE = 3;

/** The same, with a pause in milliseconds after each run, or a longer one after a run that took long. */
export function paced(work: () => Promise<unknown>, pause: number): { (): void; stop(): void } {
  let stopped = false;
  const again = coalesced(async () => {
    if (stopped) return;
    const began = performance.now();
    // `work` shows its own failures; the next event tries again.
    await work().catch(() => {});
    // What was read is drawn by then, too.
    await painted();
    const took = performance.now() - began;
    await new Promise((resume) => setTimeout(resume, Math.max(pause, SHARE * took)));
  });
  return Object.assign(() => void again(), { stop: () => void (stopped = true) });
}

/** For readings that can overtake each other. The first function is called when one begins, the
 * function that it returns when it ends: false means that a newer one has ended already. */
export function ordered(): () => () => boolean {
  let begun = 0;
  let newest = 0;
  return () => {
    const mine = ++begun;
    return () => {
      newest = Math.max(newest, mine);
      return mine === newest;
    };
  };
}
