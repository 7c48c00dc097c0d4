// Asking before something that is not easily undone.

import { whenLeft } from '$lib/project.svelte';

type Question = {
  title: string;
  text: string;
  /** More that is to be known. */
  notes?: string[];
  /** What is still being found out: what is said meanwhile, and then. */
  finding?: { meanwhile: string; found: Promise<string> };
  /** What the button that does it says. */
  action: string;
  danger?: boolean;
};

let asked = $state.raw<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** What is being asked, for `Confirm.svelte`. */
export const question = () => asked;

/** Whoever goes on elsewhere does not want it: there it would be about something else. */
export const leave = (): void => asked?.answer(false);
whenLeft(leave);

/** Asks, and answers whether the person wants it. */
export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    asked = {
      ...question,
      answer: (yes) => {
        asked = null;
        resolve(yes);
      },
    };
  });
}
