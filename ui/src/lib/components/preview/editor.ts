// CodeMirror as a viewer: how it looks and what it can do.

import { selectAll, standardKeymap } from '@codemirror/commands';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import {
  EditorState,
  StateEffect,
  StateField,
  type ChangeSpec,
  type Extension,
  type Text,
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  drawSelection,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view';
import { colors } from './colors';

const style = HighlightStyle.define(
  colors.map(({ tag, color }) => ({ tag, color: `var(--${color})` })),
);

const theme = EditorView.theme({
  '&': { flex: '1', minHeight: '0', minWidth: '0', color: 'var(--text)', background: 'none' },
  '&.cm-focused': { outline: 'none' },
  // Over the line numbers as well.
  '&:has(.cm-content:focus-visible)::after': {
    content: '""',
    position: 'absolute',
    inset: '0',
    zIndex: '201',
    pointerEvents: 'none',
    outline: '2px solid var(--focus)',
    outlineOffset: '-2px',
  },
  '.cm-scroller': { font: 'var(--small) / 18px var(--mono)', overflow: 'auto' },
  '.cm-content': { padding: 'var(--s3) 0', tabSize: '4' },
  '.cm-line': { padding: '0 var(--s4) 0 var(--s2)' },
  '.cm-gutters': {
    border: 'none',
    background: 'var(--sunken)',
    color: 'var(--faint)',
    userSelect: 'none',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '4ch', padding: '0 var(--s2) 0 var(--s3)' },
  '.cm-marked': { background: 'var(--active)', boxShadow: 'inset 2px 0 var(--focus)' },
  '.cm-specialChar': { color: 'var(--bad)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground':
    { background: 'var(--selected)' },
});

/** A character that is not seen, and with which a text could pass for another one, as its number. */
function escaped(code: number): HTMLElement {
  const shown = document.createElement('span');
  shown.className = 'cm-specialChar';
  shown.textContent = `\\u{${code.toString(16)}}`;
  return shown;
}

/** Marks the line that begins at a position, and no other. */
export const marked = StateEffect.define<number>({ map: (at, changes) => changes.mapPos(at) });

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (before, { changes, effects }) =>
    effects.reduce(
      (marks, effect) =>
        effect.is(marked)
          ? Decoration.set(Decoration.line({ class: 'cm-marked' }).range(effect.value))
          : marks,
      before.map(changes),
    ),
  provide: (field) => EditorView.decorations.from(field),
});

/** What every text is shown with: numbered lines in which one can move and select, but not write. */
export const viewer = (label: string): Extension => [
  EditorState.readOnly.of(true),
  lineNumbers(),
  marks,
  drawSelection(),
  highlightSpecialChars({ render: escaped }),
  // Tab is not among these keys: it leaves the text.
  keymap.of([...standardKeymap, { key: 'Mod-a', run: selectAll }]),
  EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
  syntaxHighlighting(style),
  theme,
];

/** What makes a text of another one, as little as possible, so that nothing moves that stays. */
export function change(from: Text, to: Text): ChangeSpec | null {
  if (from.eq(to)) return null;
  const [before, after] = [from.toString(), to.toString()];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1;
  return {
    from: start,
    to: before.length - end,
    insert: after.slice(start, after.length - end),
  };
}
