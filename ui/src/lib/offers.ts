// News that offers something to do with what a project holds.

import { drop, toast, toasts, type Toast } from '$lib/components/toasts.svelte';
import { project, whenLeft } from '$lib/project.svelte';

const offered = new WeakSet<object>();

type Offer = Required<Pick<Toast, 'look' | 'text' | 'action'>>;

/** News of a project, with what it offers as long as the window works in that project. */
export function offer(of: string | undefined, { action, ...news }: Offer): void {
  // It may have been left while the work was done that the news is about.
  if (project()?.id !== of) return toast(news);
  offered.add(action);
  toast({ ...news, action });
}

whenLeft(() => {
  for (const { id, action } of toasts()) if (action && offered.has(action)) drop(id);
});
