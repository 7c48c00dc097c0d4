// Reading as often as is good: never twice at a time, never in vain.

/** `work`, once at a time: what is asked for meanwhile is done one more time, right after. */
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

/** The same, and not sooner than `pause` milliseconds after it was done. */
export function paced(work: () => Promise<unknown>, pause: number): { (): void; stop(): void } {
  let stopped = false;
  const again = coalesced(async () => {
    if (stopped) return;
    // Whoever reads shows what went wrong; it is no reason never to read again.
    await work().catch(() => {});
    await new Promise((resume) => setTimeout(resume, pause));
  });
  return Object.assign(() => void again(), { stop: () => void (stopped = true) });
}

/** Readings that may overtake each other: begins one. Its answer tells, once it has ended, whether
 * none that began later has ended before. */
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
