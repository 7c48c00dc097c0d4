// Asks for confirmation before something that is hard to undo.

import { onProjectChange } from '$lib/project.svelte';

type Question = {
  title: string;
  text: string;
  /** Further paragraphs. */
  notes?: string[];
  /** A sentence that is still being determined, and the one that is shown in the meantime. */
  finding?: { meanwhile: string; found: Promise<string> };
  /** The label of the button that confirms. */
  action: string;
  danger?: boolean;
};

let current = $state.raw<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** The open question, for `Confirm.svelte`. */
export const question = () => current;

/** Answers the open question with no, since the user leaves what it is about. */
export const leave = (): void => current?.answer(false);
onProjectChange(leave);

/** Asks the user. Resolves to whether they agreed. */
export function confirm(question: Question): Promise<boolean> {
  current?.answer(false);
  return new Promise((resolve) => {
    current = {
      ...question,
      answer: (yes) => {
        current = null;
        resolve(yes);
      },
    };
  });
}
