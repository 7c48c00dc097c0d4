// Limits how often something is read.

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

/** The same, with a pause in milliseconds after each run. */
export function paced(work: () => Promise<unknown>, pause: number): { (): void; stop(): void } {
  let stopped = false;
  const again = coalesced(async () => {
    if (stopped) return;
    // `work` shows its own failures; the next event tries again.
    await work().catch(() => {});
    await new Promise((resume) => setTimeout(resume, pause));
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
