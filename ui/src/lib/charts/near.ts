// Which elements are in view, or will soon be.

/** How far from the view, in pixels. */
const MARGIN = 300;

/** Told of the elements that come near what is seen of `root`, and of those that leave. */
export class Near {
  readonly #told = new Map<Element, (isNear: boolean) => void>();
  readonly #observer: IntersectionObserver;

  constructor(root: Element) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) this.#told.get(target)?.(isIntersecting);
      },
      { root, rootMargin: `${MARGIN}px 0px` },
    );
  }

  watch(element: Element, tell: (isNear: boolean) => void): () => void {
    this.#told.set(element, tell);
    this.#observer.observe(element);
    return () => {
      this.#told.delete(element);
      this.#observer.unobserve(element);
    };
  }

  end(): void {
    this.#observer.disconnect();
  }
}
