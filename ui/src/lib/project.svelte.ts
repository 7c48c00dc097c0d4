// The project that the window works in. What is held of one is forgotten when the window goes on in
// another.

import { call, type ProjectRow } from './ipc';
import { go, section, route } from './router.svelte';
import { t } from './words.svelte';

let current = $state.raw<ProjectRow | null>(null);
const leaving = new Set<() => void>();
/** Projects that are being removed in this window: nobody needs to be told that they went. */
export const going = new Set<string>();

/** The project that the window works in; null until it is known. */
export const project = () => current;

/** What it is called: the first one in the window's language, until it is given a name. */
export const titleOf = ({ id, name }: Pick<ProjectRow, 'id' | 'name'>): string =>
  id === 'default' && name === id ? t('nav-project') : name;

/** What a project holds, in words; null: nothing yet. */
export function holdings({ holds }: ProjectRow): string | null {
  const isEmpty = !holds || holds.packages + holds.datasets + holds.runs === 0;
  return isEmpty ? null : t('projects-count', holds);
}

/** Calls `forget` whenever the window goes on in another project, until the answer is called. */
export function whenLeft(forget: () => void): () => void {
  leaving.add(forget);
  return () => void leaving.delete(forget);
}

/** The program works in this project now. */
export function worksIn(next: ProjectRow): void {
  const isAnother = current !== null && current.id !== next.id;
  current = next;
  if (isAnother) leaving.forEach((forget) => forget());
}

let switches = 0;

/** Counts the switches to another project that have begun or ended: an answer that was asked for
 * before one tells of the project that is left. */
export const switched = () => switches;

/** Goes on in another project, where one is. */
export async function enter(id: string): Promise<void> {
  if (id === current?.id) return;
  switches += 1;
  try {
    worksIn(await call('enter_project', { id }));
  } finally {
    switches += 1;
  }
}

/** Goes on in the project of the thing with this id, if that is what is looked at still. */
export async function enterOf(id: string, project: string): Promise<void> {
  const at = route();
  if ('id' in at && at.id === id) await enter(project);
}

/** Goes on in another project: from the page of a thing to the list of the other's. */
export async function switchTo(id: string): Promise<void> {
  if (id === current?.id) return;
  await enter(id);
  leaveThing();
}

/** From the page of a thing to the list that it was in. */
export function leaveThing(): void {
  const list = section(route());
  if (route().page !== list) go({ page: list });
}
