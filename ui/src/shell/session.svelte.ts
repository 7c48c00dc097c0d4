// What the window was told when it opened, and how it looks.

import type { Begin, Chosen, Language, Theme } from '$lib/ipc';
import { worksIn } from '$lib/project.svelte';
import { speak } from '$lib/words.svelte';

let begun = $state.raw<Begin | null>(null);

/** What `begin` answered; null until it has. */
export const session = () => begun;

export async function opened(answer: Begin): Promise<void> {
  wear(answer.theme);
  await talk(answer.language);
  worksIn(answer.project);
  begun = answer;
}

// Both are kept where the next start finds them before it has asked: it would flash otherwise.

export function wear(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem('theme', theme);
}

export async function talk(language: Language): Promise<void> {
  await speak(language);
  localStorage.setItem('language', language);
}

/** As the window looked last time. */
export async function asLastTime(): Promise<void> {
  document.documentElement.dataset['theme'] = localStorage.getItem('theme') ?? 'system';
  const last = localStorage.getItem('language') ?? navigator.language;
  await speak(last.startsWith('fr') ? 'fr' : 'en');
}

let dropped = $state.raw<Chosen | null>(null);

/** What was dropped on the window and is still to be taken. */
export const waitingDrop = () => dropped;

export function leaveDrop(chosen: Chosen): void {
  dropped = chosen;
}

export function takeDrop(): Chosen | null {
  const taken = dropped;
  dropped = null;
  return taken;
}
