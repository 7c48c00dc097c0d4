// Putting charts into another order by dragging their titles.

/** How far the pointer has to go before a press becomes a drag, in pixels. */
const FAR = 5;

export class Dragging {
  /** The chart that is dragged. */
  id = $state<string | null>(null);
  /** The chart whose place it would take. */
  over = $state<string | null>(null);

  #pressed: { id: string; x: number; y: number } | null = null;

  constructor(private readonly put: (id: string, place: string) => void) {}

  press(id: string, event: PointerEvent) {
    const isButton = event.target instanceof Element && event.target.closest('button');
    if (event.button !== 0 || isButton) return;
    this.#pressed = { id, x: event.clientX, y: event.clientY };
  }

  move({ clientX, clientY }: PointerEvent) {
    const pressed = this.#pressed;
    if (!pressed) return;
    if (Math.hypot(clientX - pressed.x, clientY - pressed.y) > FAR) this.id = pressed.id;
    if (this.id === null) return;
    const card = document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('[data-chart]');
    this.over = card?.dataset['chart'] ?? null;
  }

  drop() {
    if (this.id !== null && this.over !== null) this.put(this.id, this.over);
    this.cancel();
  }

  cancel() {
    [this.#pressed, this.id, this.over] = [null, null, null];
  }
}
