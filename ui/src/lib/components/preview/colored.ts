// Code in colours where it is only a part of a page, without an editor.

import { highlightCode, tagHighlighter } from '@lezer/highlight';
import type { Syntax } from '$lib/ipc';
import { colors } from './colors';
import { highlighted } from './language';

/** A part of code, in the colour of a token; without one, in that of all text. */
export type Colored = { text: string; color: string };

const highlighter = tagHighlighter(colors.map(({ tag, color }) => ({ tag, class: color })));

/** The parts of code, in their order. */
export async function colored(code: string, language: Syntax): Promise<Colored[]> {
  const known = await highlighted(language);
  if (!known) return [{ text: code, color: '' }];
  const parts: Colored[] = [];
  highlightCode(
    code,
    known.parser.parse(code),
    highlighter,
    // What is of several kinds has the colour of the first one.
    (text, names) => parts.push({ text, color: names.split(' ')[0] ?? '' }),
    () => parts.push({ text: '\n', color: '' }),
  );
  return parts;
}
