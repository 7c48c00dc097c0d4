// The theme, language and project with which the window opens.

import type { InitialState, Language, Theme } from '$lib/ipc';
import { setProject } from '$lib/project.svelte';
import { speak } from '$lib/words.svelte';

let canShowFolders = $state(false);

/** Whether a folder can be shown in the system's file manager. */
export const showsFolders = () => canShowFolders;

export async function applyInitialState(answer: InitialState): Promise<void> {
  canShowFolders = answer.showsFolders;
  applyTheme(answer.theme);
  await applyLanguage(answer.language);
  setProject(answer.project);
}

// Both are stored in the browser, so that the next start need not wait for the program and flash.

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem('theme', theme);
}

export async function applyLanguage(language: Language): Promise<void> {
  await speak(language);
  localStorage.setItem('language', language);
}

/** Restores the theme and language of the last time. */
export async function restoreAppearance(): Promise<void> {
  document.documentElement.dataset['theme'] = localStorage.getItem('theme') ?? 'system';
  const last = localStorage.getItem('language') ?? navigator.language;
  await speak(last.startsWith('fr') ? 'fr' : 'en');
}
