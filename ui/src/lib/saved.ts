// What is said once something was saved.

import { attempt, toast, type Toast } from './components/toasts.svelte';
import { bytes } from './format.svelte';
import { call, type Saved } from './ipc';
import { showsFolders } from './session.svelte';
import { t } from './words.svelte';

/** Shows where something was saved, with a way there, and what was skipped. */
export function showSaved({ path, bytes: size, skipped, url }: Saved): void {
  const action: Toast['action'] = {
    label: t('show-folder'),
    run: () => void attempt(() => call('show_folder', { path })),
  };
  const text = t('saved', { path, size: bytes(size) });
  toast({ look: 'done', text, ...(showsFolders() && !url ? { action } : {}) });
  if (skipped) toast({ look: 'failed', text: skipped });
}
