// Long lines of a log, cut into rows as a terminal does it.

import type { LogSpan } from '$lib/ipc';

const TAB = 8;
const PLAIN = /^[\x20-\x7e]*$/;
/** Characters that are twice as wide as others. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Where in a text each of its rows begins, if a row has so many columns. */
export function starts(text: string, columns: number): number[] {
  if (text.length * TAB <= columns) return [0];
  if (PLAIN.test(text))
    return Array.from(
      { length: Math.max(1, Math.ceil(text.length / columns)) },
      (_, n) => n * columns,
    );
  const found = [0];
  let [at, column] = [0, 0];
  for (const letter of text) {
    let width = letter === '\t' ? TAB - (column % TAB) : WIDE.test(letter) ? 2 : 1;
    if (column + width > columns && column > 0) {
      found.push(at);
      column = 0;
      if (letter === '\t') width = TAB;
    }
    column += width;
    at += letter.length;
  }
  return found;
}

/** The part of what is shown between two places of its text. */
export function between(spans: LogSpan[], from: number, to: number): LogSpan[] {
  let at = 0;
  return spans.flatMap((span) => {
    const begin = at;
    at += span.text.length;
    const text = span.text.slice(Math.max(0, from - begin), Math.max(0, to - begin));
    return text === '' ? [] : [{ ...span, text }];
  });
}

/** How many columns there is room for beside the numbers in a box that shows a log. */
export function columnsIn(box: HTMLElement): number {
  const [gutter, row] = ['.gutter', 'span.text'].map((part) =>
    box.querySelector<HTMLElement>(part),
  );
  const context = document.createElement('canvas').getContext('2d');
  const list = box.querySelector<HTMLElement>('.list');
  if (!gutter || !row || !context || !list) return Infinity;
  const { font, paddingRight } = getComputedStyle(row);
  context.font = font;
  const room = list.clientWidth - gutter.offsetWidth - parseFloat(paddingRight);
  // In a narrow box, a few columns are better than none.
  return Math.max(20, Math.floor(room / context.measureText('0').width));
}
