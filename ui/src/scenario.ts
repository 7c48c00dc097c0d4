// Has the scenario made before the first test, and removed after the last: a store for every test
// file to copy. `testkit` says what is in it.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

type Scenario = {
  /** The program. */
  trainyard: string;
  /** The store. */
  home: string;
  /** The folder that is removed in the end. */
  folder: string;
  /** The id of the second project. */
  project: string;
  /** The id of the run that is Running as long as its lock is held. */
  running: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    scenario: Scenario;
  }
}

/** The line of JSON that a program begins with. */
export async function announced<T>(program: ChildProcess): Promise<T> {
  for await (const line of createInterface({ input: program.stdout! }))
    return JSON.parse(line) as T;
  throw new Error(`${program.spawnargs.join(' ')} has ended.`);
}

export default async function setup({ provide }: TestProject) {
  const trainyard = resolve(process.env['TRAINYARD'] ?? '../target/debug/trainyard');
  const maker = join(dirname(trainyard), 'examples/scenario');
  for (const program of [trainyard, maker])
    if (!existsSync(program))
      throw new Error(
        `${program} is missing. Please build the program and its scenario first: ` +
          'cargo build --package trainyard; cargo build --package testkit --example scenario',
      );
  const program = spawn(maker, [trainyard], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(program, 'exit');
  provide('scenario', { trainyard, ...(await announced<Omit<Scenario, 'trainyard'>>(program)) });
  return async () => {
    program.stdin.end();
    const [code] = await ended;
    if (code !== 0) throw new Error('The tests have left something behind.');
  };
}
