// How the window looks and speaks, and where it goes on when it opens.

import type { Begin, Language, Theme } from '$lib/ipc';
import { worksIn } from '$lib/project.svelte';
import { speak } from '$lib/words.svelte';

export async function opened(answer: Begin): Promise<void> {
  wear(answer.theme);
  await talk(answer.language);
  worksIn(answer.project);
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
