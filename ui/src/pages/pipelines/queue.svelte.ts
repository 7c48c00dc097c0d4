// The queue in the run list: pausing it, and changing its order by dragging rows.

import { attempt } from '$lib/components/toasts.svelte';
import { call, type Move, type Queue } from '$lib/ipc';

/** The state of the queue, as last read. */
export const queue = $state<Queue>({ paused: false, waiting: 0, running: 0 });

export const readQueue = async () => void Object.assign(queue, await call('queue'));

export async function pause(paused: boolean): Promise<void> {
  if (await attempt(() => call('pause_queue', { paused }))) await readQueue();
}

/** Moves a waiting run. Resolves to whether it was moved. */
export const move = (id: string, to: Move) => attempt(() => call('move_run', { id, to }));

/** How far a pointer moves before that is a drag and no click, in pixels. */
const SLACK = 5;

/** How near the upper or lower edge of the list, in pixels, a dragged row scrolls it: the height of
 * the header and half a row. */
const EDGE = 48;

/** The row that is being dragged, and where it would be dropped. */
export class Drag {
  id = $state<string | null>(null);
  over = $state.raw<{ id: string; side: 'before' | 'after' } | null>(null);
  #at: PointerEvent | null = null;

  /** Begins to drag a row once the pressed pointer has moved. The click at its end does not count. */
  press(event: PointerEvent, id: string, dropped: (id: string, to: Move) => void): void {
    if (event.button !== 0 || (event.target as Element).closest('button')) return;
    const { clientX, clientY } = event;
    const waiting = new AbortController();
    const { signal } = waiting;
    const end = () => waiting.abort();
    addEventListener('pointerup', end, { signal });
    addEventListener('pointercancel', end, { signal });
    const moved = (to: PointerEvent) => {
      if (Math.hypot(to.clientX - clientX, to.clientY - clientY) < SLACK) return;
      end();
      ignoreClick();
      this.begin(id, dropped);
    };
    addEventListener('pointermove', moved, { signal });
  }

  /** Begins to drag a row, until the pointer is released or Escape is pressed. */
  begin(id: string, dropped: (id: string, to: Move) => void): void {
    this.id = id;
    this.#at = null;
    const following = new AbortController();
    const { signal } = following;
    const end = (drop: boolean) => {
      following.abort();
      const to = this.#end();
      if (drop && to) dropped(id, to);
    };
    addEventListener('pointermove', (event) => this.#follow((this.#at = event)), { signal });
    const list = document.querySelector('main [role=grid]');
    const roll = () => {
      if (signal.aborted) return;
      if (list && this.#at) this.#roll(list, this.#at);
      requestAnimationFrame(roll);
    };
    requestAnimationFrame(roll);
    addEventListener('pointerup', () => end(true), { signal });
    addEventListener('pointercancel', () => end(false), { signal });
    // Captured before the page gets it, where Escape would go back.
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      end(false);
    };
    addEventListener('keydown', escape, { signal, capture: true });
  }

  #follow({ clientX, clientY }: PointerEvent): void {
    const row = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-run]');
    const id = row?.dataset['run'];
    if (!row || !id || id === this.id) {
      this.over = null;
      return;
    }
    const { top, height } = row.getBoundingClientRect();
    this.over = { id, side: clientY > top + height / 2 ? 'after' : 'before' };
  }

  /** Scrolls the list while the pointer is near an edge, faster the nearer it is. */
  #roll(list: Element, at: PointerEvent): void {
    const { top, bottom } = list.getBoundingClientRect();
    const past = Math.max(0, at.clientY - (bottom - EDGE)) - Math.max(0, top + EDGE - at.clientY);
    if (past === 0) return;
    list.scrollBy(0, Math.max(-16, Math.min(16, past / 3)));
    this.#follow(at);
  }

  #end(): Move | null {
    const over = this.over;
    this.id = null;
    this.over = null;
    return over && { to: over.side, id: over.id };
  }

  /** Attributes of a row's element during the drag. */
  attributes(id: string): Record<string, unknown> {
    return {
      'data-dragged': this.id === id || undefined,
      'data-drop': this.over?.id === id ? this.over.side : undefined,
    };
  }
}

/** Ignores the click that follows when the pointer is released. */
function ignoreClick(): void {
  const ignore = (event: Event) => event.stopPropagation();
  const stop = () => removeEventListener('click', ignore, { capture: true });
  addEventListener('click', ignore, { capture: true });
  addEventListener('pointerup', () => setTimeout(stop), { once: true });
}
