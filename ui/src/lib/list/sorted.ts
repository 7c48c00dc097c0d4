// Searching and sorting lists that are in memory as a whole.

/** The rows whose names contain the text, sorted by one of their fields. */
export function sorted<T, K extends keyof T>(
  rows: T[],
  text: string,
  textOf: (row: T) => string,
  by: K,
  descending: boolean,
): T[] {
  const sought = text.trim().toLowerCase();
  const found = rows.filter((row) => textOf(row).toLowerCase().includes(sought));
  const order = (a: T, b: T) => {
    const [x, y] = [a[by], b[by]];
    if (typeof x === 'string' && typeof y === 'string')
      return x.localeCompare(y, undefined, { numeric: true });
    return Number(x) - Number(y);
  };
  return found.sort((a, b) => (descending ? order(b, a) : order(a, b)));
}
