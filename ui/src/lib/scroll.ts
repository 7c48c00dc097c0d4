// The arithmetic of a list of any length in an element whose height is limited.
//
// Browsers limit an element's height to some 33 million pixels, and lose precision before that, so
// the element of a list that is taller than `TALLEST` is shorter than the list. Near both ends, one
// pixel of the element is one pixel of the list; in between, it stands for many. So dragging the
// scroll bar reaches every row, while the wheel still scrolls by exactly its own distance.

const TALLEST = 4_000_000;
const END = TALLEST / 4;

export class Scroll {
  rows = 0;
  /** The height of the visible part. */
  view = 0;
  /** How far the list is scrolled. */
  top = 0;
  /** How far the element is scrolled. */
  elementTop = 0;

  constructor(readonly rowHeight: number) {}

  /** The height of the list. */
  get full(): number {
    return this.rows * this.rowHeight;
  }

  /** The height of the element. */
  get height(): number {
    return Math.min(this.full, TALLEST);
  }

  get furthest(): number {
    return Math.max(0, this.full - this.view);
  }

  get atEnd(): boolean {
    return this.top >= this.furthest - this.rowHeight / 2;
  }

  /** The difference between a row's position in the element and its position in the list. */
  get shift(): number {
    return this.elementTop - this.top;
  }

  /** The rows to draw: the visible ones, and some before and after. */
  range(spare: number): { first: number; last: number } {
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - spare);
    const last = Math.min(this.rows, Math.ceil((this.top + this.view) / this.rowHeight) + spare);
    return { first, last };
  }

  /** Handles a scroll event, from the wheel or from the scroll bar. Returns whether anything moved:
   * our own assignments cause events as well, with rounded values. */
  moved(elementTop: number, byWheel: boolean): boolean {
    const step = elementTop - this.elementTop;
    if (Math.abs(step) < 1) return false;
    const far = this.full > TALLEST && !byWheel;
    this.top = this.clamp(far ? this.toListTop(elementTop) : this.top + step);
    this.elementTop = elementTop;
    return true;
  }

  /** Scrolls the list. Returns how far the element has to be scrolled. */
  to(top: number): number {
    this.top = this.clamp(top);
    return this.settle();
  }

  /** How far to scroll so that a row just becomes visible. */
  topFor(row: number): number {
    const above = row * this.rowHeight;
    const below = above + this.rowHeight - this.view;
    return Math.max(below, Math.min(above, this.top));
  }

  /** Moves the element back to where it belongs for this `top`, after the wheel has moved it. */
  settle(): number {
    this.elementTop = Math.round(this.toElementTop(this.top));
    return this.elementTop;
  }

  private clamp(top: number): number {
    return Math.max(0, Math.min(top, this.furthest));
  }

  private toElementTop(top: number): number {
    if (this.full <= TALLEST || top <= END) return top;
    const left = this.furthest - top;
    const reach = this.height - this.view;
    if (left <= END) return reach - left;
    return END + ((top - END) * (reach - 2 * END)) / (this.furthest - 2 * END);
  }

  private toListTop(elementTop: number): number {
    if (this.full <= TALLEST || elementTop <= END) return elementTop;
    const reach = this.height - this.view;
    const left = reach - elementTop;
    if (left <= END) return this.furthest - left;
    return END + ((elementTop - END) * (this.furthest - 2 * END)) / (reach - 2 * END);
  }
}
