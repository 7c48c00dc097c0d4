// What the code of a run logged, by the parts of the training.

import type { LoggedList } from '$lib/ipc';

type Lists = Omit<LoggedList, 'notice'>;
type Kind = keyof Lists;

/** What was logged in one part of the training. */
export type Part = { name: string } & Lists;

const KINDS: Kind[] = ['parameters', 'tags', 'datasets', 'models', 'texts'];

const emptyPart = (name: string): Part => ({
  name,
  parameters: [],
  tags: [],
  datasets: [],
  models: [],
  texts: [],
});

/** Sorts what was logged into parts: the first is what belongs to none, then by name. */
export function partsOf(list: Lists): Part[] {
  const parts = new Map<string, Part>();
  for (const kind of KINDS)
    for (const one of list[kind]) {
      const part = parts.get(one.part) ?? emptyPart(one.part);
      parts.set(one.part, part);
      (part[kind] as (typeof one)[]).push(one);
    }
  return [...parts.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** What contains this text in its name, its value or whatever else is shown of it. Parts without any are left out. */
export function matching(parts: Part[], text: string): Part[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return parts;
  const matches = (one: object) =>
    Object.entries(one).some(
      ([field, value]) => field !== 'source' && String(value).toLowerCase().includes(wanted),
    );
  const found = parts.map((part) => ({
    name: part.name,
    parameters: part.parameters.filter(matches),
    tags: part.tags.filter(matches),
    datasets: part.datasets.filter(matches),
    models: part.models.filter(matches),
    texts: part.texts.filter(matches),
  }));
  return found.filter((part) => countOf([part]) > 0);
}

/** How many entries there are. */
export const countOf = (parts: Part[]): number =>
  parts.reduce((sum, part) => sum + KINDS.reduce((all, kind) => all + part[kind].length, 0), 0);
