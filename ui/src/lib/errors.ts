// Unexpected errors in the pages' own code.

import { showRefusal } from './components/toasts.svelte';
import { call, refusal } from './ipc';

/** Reports an error in the pages' own code. `where` is the address of the page that was shown. */
export function reportError(error: unknown, where: string): void {
  console.error(where, error);
  const text = error instanceof Error ? `${error}\n${error.stack ?? ''}` : String(error);
  // A program that cannot be reached cannot log it either; the person sees it all the same.
  call('log_failure', { text: `${where}: ${text}` }).catch(() => undefined);
}

/** Shows errors that nothing else handles: of event handlers, and of promises nobody awaits. */
export function watchErrors(): void {
  addEventListener('error', ({ error, message }) => {
    // This only means that a resize is handled in the next frame.
    if (!message.startsWith('ResizeObserver loop')) show(error ?? message);
  });
  addEventListener('unhandledrejection', ({ reason }) => show(reason));
}

function show(thrown: unknown): void {
  if (refusal(thrown).code === 'unexpected') reportError(thrown, location.hash);
  showRefusal(thrown);
}
