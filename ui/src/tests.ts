// Browser APIs that jsdom lacks.

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
// Nothing is narrow, and nobody asks for less motion.
globalThis.matchMedia ??= ((media: string) =>
  Object.assign(new EventTarget(), { media, matches: false })) as unknown as typeof matchMedia;
Element.prototype.scrollIntoView ??= () => {};
globalThis.ResizeObserver ??= Observer as unknown as typeof ResizeObserver;
