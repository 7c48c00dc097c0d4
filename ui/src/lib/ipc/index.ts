//! The border: everything the window asks the program, and hears from it, goes through here.

import { Channel, invoke } from '@tauri-apps/api/core';
import type { Commands, Event, Refusal, RunFilter } from './bindings';

export type * from './bindings';

type Name = keyof Commands;
type Args<N extends Name> = keyof Commands[N]['args'] extends never ? [] : [Commands[N]['args']];

/** Asks the program. Rejects with a `Refusal`, whatever went wrong. */
export async function call<N extends Name>(
  name: N,
  ...[args]: Args<N>
): Promise<Commands[N]['answer']> {
  try {
    return await invoke(name, args ?? {});
  } catch (thrown) {
    throw refusal(thrown);
  }
}

/** All runs. */
export const ANY: RunFilter = {
  text: '',
  statuses: [],
  kinds: [],
  package: null,
  version: null,
  dataset: null,
  tags: [],
  since: null,
  until: null,
};

/** What was thrown, as a refusal: what is none says at least what it is. */
export function refusal(thrown: unknown): Refusal {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'text' in thrown) {
    return thrown as Refusal;
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', text, field: null, row: null };
}

type Heard<E extends Event['event']> = Extract<Event, { event: E }>;
type Listener = (event: Event) => void;
const listeners = new Map<Event['event'], Set<Listener>>();

/** Calls `hear` on each event of this name until the answer is called. */
export function on<E extends Event['event']>(name: E, hear: (event: Heard<E>) => void): () => void {
  const those = listeners.get(name) ?? new Set<Listener>();
  listeners.set(name, those);
  those.add(hear as Listener);
  return () => those.delete(hear as Listener);
}

/** Opens the one stream of events; a reloaded window opens it again, in place of the old one. */
export async function listen(): Promise<void> {
  const channel = new Channel<Event>();
  channel.onmessage = (event) => listeners.get(event.event)?.forEach((hear) => hear(event));
  await invoke('subscribe', { channel });
}

let lastTask = Math.floor(Math.random() * 2 ** 31);

/** A number for long work, by which its progress is told and it can be cancelled. */
export function newTask(): number {
  return ++lastTask;
}
