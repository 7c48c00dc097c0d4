// Where a node of a lineage leads, and how the arrow keys go from one to the next.

import { attempt } from '$lib/components/toasts.svelte';
import type { IconName } from '$lib/components/icons';
import { call, type LineageFormat, type LineageOf, type LineagePicture } from '$lib/ipc';
import { write, type Route, type Section } from '$lib/router.svelte';
import { showSaved } from '$lib/saved';

export type PictureNode = LineagePicture['nodes'][number];

/** The page of a node; null if it has none: it was removed, or is in another store. */
function pageOf({ what }: PictureNode): Route | null {
  switch (what.is) {
    case 'data':
      return { page: 'dataset', name: what.dataset, ...(what.state !== null && { tab: 'states' }) };
    case 'run':
      return what.status && { page: 'run', id: what.id, tab: 'overview' };
    case 'version':
      return what.isHere ? { page: 'package', name: what.name } : null;
    default:
      return null;
  }
}

export const hrefOf = (node: PictureNode): string | null => {
  const page = pageOf(node);
  return page && write(page);
};

export const iconOf = ({ what }: PictureNode): IconName =>
  what.is === 'data'
    ? 'datasets'
    : what.is === 'run'
      ? 'pipelines'
      : what.is === 'version'
        ? 'packages'
        : 'more';

/** The part of the program that a lineage belongs to. */
export const sectionOf = ({ of }: LineageOf): Section =>
  of === 'run' ? 'pipelines' : of === 'version' ? 'packages' : 'datasets';

/** The nodes that a node came from (`from`), or that came of it (`to`), in the order in which they are drawn. */
export function linked(picture: LineagePicture, at: number, side: 'from' | 'to'): number[] {
  const other = side === 'from' ? 'to' : 'from';
  const found = picture.lines.flatMap((line) =>
    line.to !== null && line[other] === at ? [line[side] as number] : [],
  );
  return [...new Set(found)].sort((a, b) => a - b);
}

/** What was asked for. */
export const startOf = ({ nodes }: LineagePicture): number =>
  Math.max(
    nodes.findIndex(({ side }) => side === 'start'),
    0,
  );

/** The node to which a key leads from another one; null: to none. */
export function next(picture: LineagePicture, at: number, key: string): number | null {
  const here = picture.nodes[at];
  if (!here) return null;
  const nearest = (all: number[]) => {
    const distance = (one: number) => Math.abs((picture.nodes[one]?.y ?? 0) - here.y);
    return all.sort((a, b) => distance(a) - distance(b))[0] ?? null;
  };
  const inColumn = (to: number) => (picture.nodes[to]?.column === here.column ? to : null);
  switch (key) {
    case 'ArrowLeft':
      return nearest(linked(picture, at, 'from'));
    case 'ArrowRight':
      return nearest(linked(picture, at, 'to'));
    case 'ArrowUp':
      return inColumn(at - 1);
    case 'ArrowDown':
      return inColumn(at + 1);
    case 'Home':
      return startOf(picture);
    default:
      return null;
  }
}

export const save = (of: LineageOf, unfolded: string[], format: LineageFormat) =>
  attempt(async () => {
    const saved = await call('save_lineage', { of, unfolded, format });
    if (saved) showSaved(saved);
  });
