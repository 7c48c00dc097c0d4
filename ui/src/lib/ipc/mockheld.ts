// For tests: a command that the program answers when it is let to, or refuses.

import * as program from '@tauri-apps/api/core';
import { vi } from 'vitest';
import type { Commands, Refusal } from './bindings';

/** Holds back the answer to a command. Answers what lets it go on, to its answer or to a refusal. */
export function held(command: keyof Commands): (refusal?: Refusal) => void {
  let goOn: (refusal?: Refusal) => void = () => {};
  const waits = new Promise<Refusal | undefined>((resolve) => (goOn = resolve));
  const { invoke } = program;
  vi.spyOn(program, 'invoke').mockImplementation(async (handler, args) => {
    const isHeld = (args as { name?: string }).name === command;
    const refusal = isHeld ? await waits : undefined;
    if (refusal) throw refusal;
    return invoke(handler, args);
  });
  return goOn;
}
