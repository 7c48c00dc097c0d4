// How numbers, sizes and durations are written: exactly as crates/locales/src/write.rs does, so
// that the window and the command line show the same figures.

import type { Language } from './ipc';

/** A whole number with a thousands separator: `12,345`, `12 345`. */
export function number(n: number, language: Language): string {
  const separator = language === 'fr' ? '\u202f' : ',';
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, separator);
}

/** A size in bytes, in powers of 1000 as file managers show it: `2.5 MB`, `2,5 Mo`. */
export function bytes(n: number, language: Language): string {
  const unit = language === 'fr' ? 'o' : 'B';
  const prefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let [value, step] = [n, 0];
  // 999.95 would be written "1000.0".
  while (value >= 999.95 && step + 1 < prefixes.length) {
    value /= 1000;
    step += 1;
  }
  const figure = step === 0 ? String(n) : decimal(value, 1, language);
  return `${figure} ${prefixes[step]}${unit}`;
}

/** A duration in seconds: `42 s`, `3 min 05 s`, `2 h 07 min`. */
export function seconds(n: number): string {
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0');
  if (n < 60) return `${Math.floor(n)} s`;
  if (n < 3600) return `${Math.floor(n / 60)} min ${two(n % 60)} s`;
  return `${Math.floor(n / 3600)} h ${two((n % 3600) / 60)} min`;
}

/** A number with so many decimals. */
export function decimal(value: number, digits: number, language: Language): string {
  return pointed(value.toFixed(digits), language);
}

/** A number with all of its digits: `0.12345`, `0,12345`. */
export function digits(value: number, language: Language): string {
  return pointed(String(value), language);
}

/** In scientific notation: `1.23e-5`, `1,23e7`. */
export function power(value: number, language: Language): string {
  return pointed(value.toExponential(2).replace('+', ''), language);
}

// As crates/locales/src/unseen.rs has them.
const unseen =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A text with escapes for the characters that are not seen, with which a name could pass for another one. */
export function seen(text: string): string {
  return text.replace(unseen, (letter) => `\\u{${letter.charCodeAt(0).toString(16)}}`);
}

/** A file's name on one line: bytes that are not UTF-8, which the program writes as characters for private use, and
 * control characters as escapes. */
export function fileName(name: string): string {
  // Most names, of which lists show hundreds.
  if (/^[ -~]*$/.test(name)) return name;
  return seen(name)
    .replace(/[\u{10ff00}-\u{10ffff}]/gu, (letter) => {
      const byte = letter.codePointAt(0)! & 0xff;
      return `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .replace(/\p{Cc}/gu, (letter) => `\\u{${letter.charCodeAt(0).toString(16)}}`);
}

/** Uses the language's decimal separator. */
function pointed(written: string, language: Language): string {
  return language === 'fr' ? written.replace('.', ',') : written;
}

/** A part of a text whose letters and digits stay in their order in a line from right to left. */
export const isolated = (part: string): string => `\u2066${part}\u2069`;
