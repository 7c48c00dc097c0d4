// The project that the window works in. State that belongs to it is reset when the window changes
// to another.

import { call, type ProjectRow } from './ipc';
import { go, section, route } from './router.svelte';
import { t } from './words.svelte';

let current = $state.raw<ProjectRow | null>(null);
const leaving = new Set<() => void>();
/** Projects that this window is removing: their disappearance needs no toast. */
export const beingRemoved = new Set<string>();

/** The project that the window works in; null until it is known. */
export const project = () => current;

/** A project's name. Until the first one is given a name, it is called "Default". */
export const titleOf = ({ id, name }: Pick<ProjectRow, 'id' | 'name'>): string =>
  id === 'default' && name === id ? t('nav-project') : name;

/** What a project contains, in words; null if it is empty. */
export function holdings({ holds }: ProjectRow): string | null {
  const isEmpty = !holds || holds.packages + holds.datasets + holds.runs === 0;
  return isEmpty ? null : t('projects-count', holds);
}

/** Calls `forget` when the window changes to another project. Returns a function that stops that. */
export function onProjectChange(forget: () => void): () => void {
  leaving.add(forget);
  return () => void leaving.delete(forget);
}

/** The program now works in this project. */
export function setProject(next: ProjectRow): void {
  const isAnother = current !== null && current.id !== next.id;
  current = next;
  if (isAnother) leaving.forEach((forget) => forget());
}

let switches = 0;

/** Counts changes of the project, both when they begin and when they end. An answer that was
 * requested before one is about the old project. */
export const switched = () => switches;

/** Changes to another project and stays on the page. */
export async function enter(id: string): Promise<void> {
  if (id === current?.id) return;
  switches += 1;
  try {
    setProject(await call('enter_project', { id }));
  } finally {
    switches += 1;
  }
}

/** Changes to the project of the item with this id, if the page still shows that item. */
export async function enterProjectOf(id: string, project: string): Promise<void> {
  const at = route();
  if ('id' in at && at.id === id) await enter(project);
}

/** Changes to another project, from the page of an item to the list of the same kind. */
export async function switchTo(id: string): Promise<void> {
  if (id === current?.id) return;
  await enter(id);
  goToList();
}

/** Goes from the page of an item to the list that it was in. */
export function goToList(): void {
  const list = section(route());
  if (route().page !== list) go({ page: list });
}
