// What jsdom lacks.

class Observer {
  observe() {}
  unobserve() {}
  disconnect() {}
}
globalThis.ResizeObserver ??= Observer as unknown as typeof ResizeObserver;

// The pretend program stands behind the window's way to it.
Object.assign(globalThis, { __TAURI_INTERNALS__: {} });
