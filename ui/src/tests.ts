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
// CodeMirror measures text with it, at a time of its own choosing; without a layout there is none to measure.
Range.prototype.getClientRects ??= () => [] as unknown as DOMRectList;
globalThis.ResizeObserver ??= Observer as unknown as typeof ResizeObserver;
