// Creates the scenario before the first test and removes it after the last one: a store that each
// test file copies. Its contents are defined in `testkit`.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

type Scenario = {
  /** The path of the program. */
  trainyard: string;
  /** The path of the store. */
  home: string;
  /** The temporary folder that contains everything. */
  folder: string;
  /** The id of the second project. */
  project: string;
  /** The id of the run that is Running while its lock is held. */
  running: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    scenario: Scenario;
  }
}

/** The first line of a program's output, which is JSON. */
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
