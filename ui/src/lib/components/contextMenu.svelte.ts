// The menu of a right click, of the menu key and of Shift F10. There is one at a time, which
// `ContextMenu.svelte` shows.

import type { Attachment } from 'svelte/attachments';
import { t } from '$lib/words.svelte';
import type { MenuItem } from './menu';

type Opened = {
  items: MenuItem[];
  /** Where it opens: the pointer, or the element that the keys act on. */
  anchor: { getBoundingClientRect(): DOMRect };
};

let current = $state.raw<Opened | null>(null);
/** What had the focus before, and gets it back. */
let before: HTMLElement | null = null;

/** The open menu, for `ContextMenu.svelte`. */
export const openedMenu = () => current;

/** Opens a menu at the pointer or, for the keyboard, below an element. */
export function openMenu(at: MouseEvent | Element, items: MenuItem[]): void {
  const isPointer = at instanceof MouseEvent;
  if (isPointer) at.preventDefault();
  const all = [...copyItems(isPointer ? at.target : null), ...items];
  if (all.length === 0) return;
  if (!current) before = document.activeElement as HTMLElement | null;
  const point = isPointer ? new DOMRect(at.clientX, at.clientY) : at.getBoundingClientRect();
  current = { items: all, anchor: { getBoundingClientRect: () => point } };
}

export function closeMenu(): void {
  current = null;
  before?.focus();
}

/** Gives an element a menu: `{@attach contextMenu(() => items)}`. For rows of a `VirtualList`, use
 * its `menu` instead, which also works by keys. */
export const contextMenu =
  (items: () => MenuItem[]): Attachment =>
  (element) => {
    const open = (event: Event) => {
      if (!event.defaultPrevented) openMenu(event as MouseEvent, items());
    };
    element.addEventListener('contextmenu', open);
    return () => element.removeEventListener('contextmenu', open);
  };

/** Whether a key opens the menu of what has the focus. */
export const isMenuKey = ({ key, shiftKey }: KeyboardEvent): boolean =>
  key === 'ContextMenu' || (key === 'F10' && shiftKey);

/** Copies a text into the clipboard. */
export const copyItem = (label: string, text: string): MenuItem => ({
  label,
  icon: 'copy',
  onselect: () => void navigator.clipboard.writeText(text),
});

/** "Copy", if a part of the target's text is selected. */
function copyItems(target: EventTarget | null): MenuItem[] {
  const selection = getSelection();
  const text = selection?.toString() ?? '';
  if (text === '' || !(target instanceof Node) || !selection?.containsNode(target, true)) return [];
  return [copyItem(t('copy'), text)];
}

type TextField = HTMLInputElement | HTMLTextAreaElement;

/** The text field that an element is. */
export const textField = (target: EventTarget | null): TextField | null =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && target.selectionStart !== null)
    ? target
    : null;

/** What can be done with the text of a field. */
export function fieldItems(field: TextField): MenuItem[] {
  const fixed = field.readOnly || field.disabled;
  const selected = field.selectionStart !== field.selectionEnd;
  const edit = (command: string) => () => {
    field.focus();
    document.execCommand(command);
  };
  const item = (name: 'cut' | 'copy' | 'paste', keys: string, can: boolean): MenuItem => ({
    label: t(name),
    keys,
    disabled: !can,
    testid: `menu-${name}`,
    onselect: edit(name),
  });
  return [
    item('cut', 'Ctrl X', selected && !fixed),
    item('copy', 'Ctrl C', selected),
    item('paste', 'Ctrl V', !fixed),
    'line',
    {
      label: t('select-all'),
      keys: 'Ctrl A',
      disabled: field.value === '',
      testid: 'menu-select-all',
      onselect: edit('selectAll'),
    },
  ];
}
