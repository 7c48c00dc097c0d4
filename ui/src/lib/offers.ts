// Toasts whose actions are about items of one project.

import { drop, toast, toasts, type Toast } from '$lib/components/toasts.svelte';
import { project, onProjectChange } from '$lib/project.svelte';

const offered = new WeakSet<object>();

type Offer = Required<Pick<Toast, 'look' | 'text' | 'action'>> & Pick<Toast, 'onPage'>;

/** Shows a toast about a project. Its action is offered only while the window works in it. */
export function offer(of: string | undefined, { action, ...content }: Offer): void {
  // The window may have changed to another project in the meantime.
  if (project()?.id !== of) {
    toast(content);
    return;
  }
  offered.add(action);
  toast({ ...content, action });
}

onProjectChange(() => {
  for (const { id, action } of toasts()) if (action && offered.has(action)) drop(id);
});
