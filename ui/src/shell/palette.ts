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
export function matchQuality(name: string, typed: string): number {
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
  const rated = all.map((entry) => ({ entry, quality: matchQuality(entry.label, typed) }));
  return rated
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .slice(0, most)
    .map(({ entry }) => entry);
}
