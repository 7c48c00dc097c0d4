// Errors of the pages themselves, which no page expected.

import { toast } from './components/toasts.svelte';
import { refusal } from './ipc';
import { t } from './words.svelte';

/** Reports an error of the pages. `where` is the address of the page that was shown. */
export function reportError(error: unknown, where: string): void {
  console.error(where, error);
}

/** Shows what nothing else handles: errors of event handlers, and promises that nobody awaits. */
export function watchErrors(): void {
  addEventListener('error', ({ error, message }) => {
    // Browsers report so that a resize is handled in the next frame, which loses nothing.
    if (!message.startsWith('ResizeObserver loop')) show(error ?? message);
  });
  addEventListener('unhandledrejection', ({ reason }) => show(reason));
}

function show(thrown: unknown): void {
  const { code, text } = refusal(thrown);
  // The notice about the connection is shown anyway.
  if (code === 'connection-lost' || code === 'connection-link') return;
  if (code === 'unexpected') reportError(thrown, location.hash);
  toast({ look: 'failed', text: code === 'unexpected' ? t('page-error', { text }) : text });
}
