// How wide the columns of a table are.

/** Widths that a person has set, by column. */
export type Widths = Record<string, number>;

/** The least width to which a person can make a column narrower, in pixels. */
export const NARROWEST = 48;

/** The width to which a column with a share shrinks where there is not even room for the least widths. */
const SQUEEZED = 64;

export type Fit = {
  /** Its least width, unless a person sets it or all of them are too wide together. */
  least: number;
  /** As wide as what is in it. */
  natural: number;
  /** Its part of the room that is left. A column without one always gets its natural width. */
  share: number;
  /** As set by a person. */
  set?: number | undefined;
};

/** The widths of columns in so much room, in pixels. Those with a share grow together, each until
 * its content fits, so that none is cut while another one has room to spare. If even their least widths are too wide,
 * they shrink together. */
export function fitted(columns: Fit[], room: number): number[] {
  const grows = ({ share, set }: Fit) => share > 0 && set === undefined;
  const widths = columns.map((column) => {
    if (column.set !== undefined) return column.set;
    return grows(column) ? column.least : Math.max(column.least, column.natural);
  });
  const left = () => room - widths.reduce((sum, width) => sum + width, 0);
  const spares = (i: number) => (grows(columns[i]!) ? Math.max(widths[i]! - SQUEEZED, 0) : 0);
  const lacks = (i: number) => (grows(columns[i]!) ? columns[i]!.natural - widths[i]! : 0);
  const all = widths.map((_, i) => i);
  for (let short = all.filter((i) => lacks(i) > 0); short.length > 0 && left() > 0.5;) {
    const step = Math.min(left() / short.length, ...short.map(lacks));
    for (const i of short) widths[i]! += step;
    short = short.filter((i) => lacks(i) > 0);
  }
  // In a narrow window, a list with narrow columns is easier to read than one that scrolls sideways.
  for (let wide = all.filter((i) => spares(i) > 0); wide.length > 0 && left() < -0.5;) {
    const step = Math.min(-left() / wide.length, ...wide.map(spares));
    for (const i of wide) widths[i]! -= step;
    wide = wide.filter((i) => spares(i) > 0);
  }
  const shares = columns.map((column) => (grows(column) ? column.share : 0));
  const sum = shares.reduce((sum, share) => sum + share, 0);
  const spare = left();
  return widths.map((width, i) => width + (sum > 0 && spare > 0 ? (spare * shares[i]!) / sum : 0));
}
