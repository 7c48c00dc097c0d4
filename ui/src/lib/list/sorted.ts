// Lists that are there whole: what is sought in them, and in which order.

/** Those that contain the text somewhere, sorted by one of their fields. */
export function sorted<T, K extends keyof T>(
  rows: T[],
  text: string,
  says: (row: T) => string,
  by: K,
  descending: boolean,
): T[] {
  const sought = text.trim().toLowerCase();
  const found = rows.filter((row) => says(row).toLowerCase().includes(sought));
  const order = (a: T, b: T) => {
    const [x, y] = [a[by], b[by]];
    if (typeof x === 'string' && typeof y === 'string')
      return x.localeCompare(y, undefined, { numeric: true });
    return Number(x) - Number(y);
  };
  return found.sort((a, b) => (descending ? order(b, a) : order(a, b)));
}
