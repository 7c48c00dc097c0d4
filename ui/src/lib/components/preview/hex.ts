// Bytes in rows of sixteen.

/** How many bytes are in a row. */
export const WIDE = 16;

type HexRow = { offset: string; bytes: string; characters: string };

/** How many rows there are in so many digits, two for each byte. */
export const rowsOf = (digits: number): number => Math.ceil(digits / 2 / WIDE);

/** The row that begins at this place in the digits, at `at` in the file. */
export function hexRow(digits: string, from: number, at: number): HexRow {
  const pairs = digits.slice(from, from + 2 * WIDE).match(/../g) ?? [];
  const first = pairs.slice(0, WIDE / 2).join(' ');
  const second = pairs.slice(WIDE / 2).join(' ');
  return {
    offset: at.toString(16).padStart(8, '0'),
    // Columns of a row that is not full stay where they are in the others.
    bytes: `${first.padEnd(23)}  ${second.padEnd(23)}`,
    characters: pairs.map(character).join(''),
  };
}

/** The character that a byte is in ASCII, or a point. */
function character(pair: string): string {
  const code = parseInt(pair, 16);
  return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
}
