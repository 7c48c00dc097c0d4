// The search of the palette.

export type Entry = {
  id: string;
  label: string;
  /** Shown beside the name: what it is. */
  detail: string;
  run: () => void;
};

/**
 * How well a name matches what was typed; 0 if it does not. A match at the beginning is best, then at
 * the beginning of a word, then anywhere, then the letters in their order.
 */
export function meets(name: string, typed: string): number {
  const [within, sought] = [name.toLowerCase(), typed.trim().toLowerCase()];
  if (sought === '') return 1;
  const at = within.indexOf(sought);
  if (at === 0) return 4;
  if (at > 0) return /[\s_\-./]/.test(within[at - 1] ?? '') ? 3 : 2;
  let next = 0;
  for (const letter of within) if (letter === sought[next]) next += 1;
  return next === sought.length && sought.length > 1 ? 1 : 0;
}

/** The entries that match, best first, otherwise in their order. */
export function found<T extends { label: string }>(all: T[], typed: string, most: number): T[] {
  const met = all.map((entry) => ({ entry, how: meets(entry.label, typed) }));
  return met
    .filter(({ how }) => how > 0)
    .sort((a, b) => b.how - a.how)
    .slice(0, most)
    .map(({ entry }) => entry);
}
