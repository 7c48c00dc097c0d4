// The border between the pages and the program: all calls and events pass through here.

import type { Commands, Event, RunFilter } from './bindings';
import type { Program } from './program';
import { refusal } from './refusal';
import { server } from './server';
import { tauri } from './tauri';

export type * from './bindings';
export { refusal };

/** Whether the page is in Trainyard's own window, and not in a browser. */
export const inWindow = '__TAURI_INTERNALS__' in globalThis;

const program: Program = inWindow ? tauri : server;

type Name = keyof Commands;
type Args<N extends Name> = keyof Commands[N]['args'] extends never ? [] : [Commands[N]['args']];

/** Calls a command. Rejects with a `Refusal`, whatever went wrong. */
export async function call<N extends Name>(
  name: N,
  ...[args]: Args<N>
): Promise<Commands[N]['answer']> {
  try {
    return (await program.call(name, args ?? {})) as Commands[N]['answer'];
  } catch (thrown) {
    throw refusal(thrown);
  }
}

/** A filter that matches all runs. */
export const ANY: RunFilter = {
  text: '',
  statuses: [],
  kinds: [],
  package: null,
  version: null,
  dataset: null,
  content: null,
  tags: [],
  since: null,
  until: null,
  conditions: [],
};

type EventOf<E extends Event['event']> = Extract<Event, { event: E }>;
type Listener = (event: Event) => void;
const listeners = new Map<Event['event'], Set<Listener>>();

/** Calls `listener` for each event with this name. Returns a function that removes the listener. */
export function on<E extends Event['event']>(
  name: E,
  listener: (event: EventOf<E>) => void,
): () => void {
  const registered = listeners.get(name) ?? new Set<Listener>();
  listeners.set(name, registered);
  registered.add(listener as Listener);
  return () => registered.delete(listener as Listener);
}

/** Opens the only stream of events. If the page is reloaded, the new stream replaces the old one. */
export const listen = (): Promise<void> =>
  program.listen((event) => listeners.get(event.event)?.forEach((listener) => listener(event)));

/** Zooms the page; undefined in a browser, which does that itself. */
export const zoom = program.zoom;

let lastTask = Math.floor(Math.random() * 2 ** 31);

/** A number that identifies a long operation in progress events and in `cancel`. */
export function newTask(): number {
  return ++lastTask;
}
