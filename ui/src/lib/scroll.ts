// The arithmetic of a list of any length inside an element that can only be so tall.
//
// An engine's layout ends at some 33 million pixels, and drawing loses precision before: beyond
// `TALLEST` the element is shorter than the list. Near both ends one pixel of it stays one pixel
// of the list; in between, one pixel stands for many. So dragging the bar reaches everything,
// and the wheel, which asks for so many pixels and not for a place, is taken at its word.

const TALLEST = 4_000_000;
const END = TALLEST / 4;

export class Scroll {
  rows = 0;
  /** The height of what can be seen at once. */
  view = 0;
  /** Where the list is scrolled to. */
  top = 0;
  /** Where the element is scrolled to. */
  place = 0;

  constructor(readonly rowHeight: number) {}

  /** How tall the list would be. */
  get full(): number {
    return this.rows * this.rowHeight;
  }

  /** How tall the element is. */
  get height(): number {
    return Math.min(this.full, TALLEST);
  }

  get furthest(): number {
    return Math.max(0, this.full - this.view);
  }

  get atEnd(): boolean {
    return this.top >= this.furthest - this.rowHeight / 2;
  }

  /** What is to be added to a row's place in the list to get its place in the element. */
  get shift(): number {
    return this.place - this.top;
  }

  /** The rows to be drawn, with some before and after. */
  range(spare: number): { first: number; last: number } {
    const first = Math.max(0, Math.floor(this.top / this.rowHeight) - spare);
    const last = Math.min(this.rows, Math.ceil((this.top + this.view) / this.rowHeight) + spare);
    return { first, last };
  }

  /** The element was scrolled: by the wheel so far, or by the bar to somewhere. Answers whether
   * anything moved: our own setting of the place comes back, rounded. */
  moved(place: number, byWheel: boolean): boolean {
    const step = place - this.place;
    if (Math.abs(step) < 1) return false;
    const far = this.full > TALLEST && !byWheel;
    this.top = this.clamp(far ? this.placeToTop(place) : this.top + step);
    this.place = place;
    return true;
  }

  /** Scrolls the list. Answers where the element has to be scrolled to. */
  to(top: number): number {
    this.top = this.clamp(top);
    return this.settle();
  }

  /** The top that just shows a row. */
  topFor(row: number): number {
    const above = row * this.rowHeight;
    const below = above + this.rowHeight - this.view;
    return Math.max(below, Math.min(above, this.top));
  }

  /** Where the element belongs: the wheel leaves it a little beside. */
  settle(): number {
    this.place = Math.round(this.topToPlace(this.top));
    return this.place;
  }

  private clamp(top: number): number {
    return Math.max(0, Math.min(top, this.furthest));
  }

  private topToPlace(top: number): number {
    if (this.full <= TALLEST || top <= END) return top;
    const left = this.furthest - top;
    const reach = this.height - this.view;
    if (left <= END) return reach - left;
    return END + ((top - END) * (reach - 2 * END)) / (this.furthest - 2 * END);
  }

  private placeToTop(place: number): number {
    if (this.full <= TALLEST || place <= END) return place;
    const reach = this.height - this.view;
    const left = reach - place;
    if (left <= END) return this.furthest - left;
    return END + ((place - END) * (this.furthest - 2 * END)) / (reach - 2 * END);
  }
}
