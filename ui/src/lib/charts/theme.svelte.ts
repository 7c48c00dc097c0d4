// Colors as a canvas needs them: those of the tokens, in the theme that is shown.

import { createSubscriber } from 'svelte/reactivity';

const LINES = 8;

export type Colors = { lines: string[]; title: string; text: string; grid: string; page: string };

/** The colors of the theme, once they were resolved: many charts ask for them at the same time. */
let known: Colors | null = null;

/** Told when the theme, or what the system asks of it, changes. */
const subscribe = createSubscriber((tell) => {
  const update = () => {
    known = null;
    tell();
  };
  const media = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)'].map((one) =>
    matchMedia(one),
  );
  for (const one of media) one.addEventListener('change', update);
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    for (const one of media) one.removeEventListener('change', update);
    observer.disconnect();
    known = null;
  };
});

/** The colors of the theme that is shown. */
export function colors(): Colors {
  subscribe();
  return (known ??= resolved());
}

/** The colors of the light theme, for what is put into a document. */
export const paper = (): Colors => resolved('light');

function resolved(scheme?: 'light'): Colors {
  const probe = document.body.appendChild(document.createElement('span'));
  if (scheme) probe.style.colorScheme = scheme;
  const resolve = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    lines: Array.from({ length: LINES }, (_, i) => resolve(`--line-${i + 1}`)),
    title: resolve('--text'),
    text: resolve('--faint'),
    grid: resolve('--edge'),
    page: resolve('--page'),
  };
  probe.remove();
  return found;
}

export const colorOf = <T>(lines: T[], color: number): T => lines[color % lines.length]!;
