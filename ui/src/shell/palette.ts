// The search of the palette.

export type Entry = {
  id: string;
  label: string;
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

/** Entries of one kind. */
export type Group<T> = {
  title: string;
  entries: T[];
  /** They match already: the program has searched for them, and not only by their names. */
  searched?: boolean;
};

/**
 * The entries that match, the best of each group first, otherwise in their order. The group with the best match comes
 * first, so that Enter takes it; one without a match is left out.
 */
export function search<T extends { label: string }>(
  groups: Group<T>[],
  typed: string,
  most: number,
): Group<T>[] {
  const rated = groups.map((group) => {
    const quality = ({ label }: T) => matchQuality(label, typed) || (group.searched ? 0.5 : 0);
    const matches = group.entries
      .map((entry) => ({ entry, quality: quality(entry) }))
      .filter(({ quality }) => quality > 0)
      .sort((a, b) => b.quality - a.quality);
    const entries = matches.slice(0, most).map(({ entry }) => entry);
    return { group: { ...group, entries }, best: matches[0]?.quality ?? 0 };
  });
  return rated
    .filter(({ best }) => best > 0)
    .sort((a, b) => b.best - a.best)
    .map(({ group }) => group);
}
