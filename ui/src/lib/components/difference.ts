// How the differences between two files are said: in sentences, and in the rows of a table.

import { bytes, number, score } from '$lib/format.svelte';
import type { ArrayDifference, ArrayForm, FileDifference } from '$lib/ipc';
import { t } from '$lib/words.svelte';
import { fileName, seen } from '$lib/write';
import { shapeOf } from './preview/shapes';

type Of<In extends FileDifference['in']> = Extract<FileDifference, { in: In }>;

/** What is known of a difference as a whole. */
export function sentences(found: FileDifference): string[] {
  switch (found.in) {
    case 'nothing':
      return [t('differs-nothing')];
    case 'text':
      if (found.long !== null) return [t('differs-text-long', { line: found.long })];
      return found.cut ? [t('differs-text-cut')] : [];
    case 'table':
      return ofTable(found);
    case 'arrays':
      return ofArrays(found);
    case 'members': {
      const counted = { members: found.members.length + found.more, same: found.same };
      return [t('differs-members', counted), ...(found.cut ? [t('differs-members-cut')] : [])];
    }
    case 'bytes':
      return ofBytes(found);
  }
}

function ofTable(found: Of<'table'>): string[] {
  const { before, after, whole, added, removed, cells, differing, rows, largest } = found;
  const names = (columns: string[]) => columns.map(seen).join(', ');
  return [
    t('differs-cells', { cells: differing, rows }),
    before !== after && t('differs-rows', { before, after }),
    !whole && t('differs-rows-part', { rows: Math.min(before, after) }),
    added.length > 0 && t('differs-columns-added', { names: names(added) }),
    removed.length > 0 && t('differs-columns-removed', { names: names(removed) }),
    ...largest.map(({ column, by }) =>
      t('differs-largest', { column: seen(column), by: score(by) }),
    ),
    cells.length > 0 &&
      differing > cells.length &&
      t('differs-cells-first', { count: cells.length }),
  ].filter((sentence) => sentence !== false);
}

function ofArrays({ arrays, more, same, unread }: Of<'arrays'>): string[] {
  const isOne = arrays.every(({ name }) => name === null);
  return [
    isOne ? t('differs-array') : t('differs-arrays', { arrays: arrays.length + more, same }),
    ...(unread ? [t('differs-arrays-unread', { count: unread })] : []),
  ];
}

function ofBytes({ first, compared, before, after }: Of<'bytes'>): string[] {
  return [
    first === null ? t('differs-bytes-part', { compared }) : t('differs-bytes', { at: first }),
    ...(before === after ? [] : [t('differs-sizes', { before, after })]),
  ];
}

export type Rows = { heads: string[]; rows: string[][] };

/** The cells, arrays or members that differ; null if there are none. */
export function rowsOf(found: FileDifference): Rows | null {
  const [before, after] = [t('compare-before'), t('compare-after')];
  if (found.in === 'table' && found.cells.length) {
    return {
      heads: [t('differs-row'), t('differs-column'), before, after],
      rows: found.cells.map((cell) => [
        number(cell.row),
        ...[cell.column, cell.before, cell.after].map(seen),
      ]),
    };
  }
  if (found.in === 'arrays') {
    const isOne = found.arrays.every(({ name }) => name === null);
    const heads = [
      ...(isOne ? [] : [t('preview-name')]),
      t('preview-type'),
      t('differs-elements-title'),
      t('differs-first'),
      t('differs-largest-title'),
    ];
    return { heads, rows: found.arrays.map((array) => ofArray(array, isOne)) };
  }
  if (found.in === 'members') {
    const size = (count: number | null) => (count === null ? '–' : bytes(count));
    return {
      heads: [t('preview-name'), before, after],
      rows: found.members.map((member) => [
        fileName(member.name),
        size(member.before),
        size(member.after),
      ]),
    };
  }
  return null;
}

function ofArray({ name, before, after, elements }: ArrayDifference, isOne: boolean): string[] {
  const forms = [before && form(before), after && form(after)];
  const isSame = forms[0] === forms[1];
  const shown = isSame ? forms[0]! : forms.map((one) => one ?? '–').join(' → ');
  const first = elements?.first;
  return [
    ...(isOne ? [] : [seen(name ?? '')]),
    shown,
    elements ? counted(elements) : isSame ? t('differs-elements-somehow') : '–',
    first
      ? t('differs-elements-first', {
          index: `[${first.index.join(', ')}]`,
          before: seen(first.before),
          after: seen(first.after),
        })
      : '–',
    elements && elements.largest !== null ? score(elements.largest) : '–',
  ];
}

function counted({ differing, compared, total }: NonNullable<ArrayDifference['elements']>): string {
  return compared === total
    ? t('differs-elements', { differing, compared })
    : t('differs-elements-part', { differing, compared, total });
}

const form = ({ dtype, shape, fortran }: ArrayForm) =>
  `${seen(dtype)} ${shapeOf(shape)}${fortran ? ' F' : ''}`;
