// For tests: the program itself behind the pages. Each test file that imports this has a server of
// its own, over a copy of the scenario.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { MessageEvent, WebSocket } from 'undici';
import { afterAll, inject, vi } from 'vitest';
import { announced } from '../../scenario';
import type { Chosen, Commands, Event, Refusal } from './bindings';

declare const jsdom: { reconfigure(settings: { url: string }): void };

const { trainyard, home, folder, project, running } = inject('scenario');
const later = setTimeout;

/** The project that is not the first one. */
export const otherProject = project;

const copy = mkdtempSync(join(folder, 'copy-'));
cpSync(home, copy, { recursive: true });
// It ends with the test, however that ends, and inherits the lock of the run that is Running.
const server = spawn(
  'setpriv',
  ['--pdeathsig', 'TERM', 'flock', '--no-fork', join(copy, 'runs', running, 'lock')].concat([
    trainyard,
    'serve',
    '--json',
    '--port',
    '0',
  ]),
  {
    env: {
      PATH: process.env['PATH'],
      HOME: join(folder, 'user'),
      TMPDIR: join(folder, 'tmp'),
      TRAINYARD_HOME: copy,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const ended = once(server, 'exit');
const { url, token } = await announced<{ url: string; token: string }>(server);
jsdom.reconfigure({ url: new URL('/', url).href });
document.head.append(
  Object.assign(document.createElement('meta'), { name: 'trainyard-token', content: token }),
);

/** A WebSocket that names no origin: jsdom's names the one that the window began with. */
class Socket extends WebSocket {
  constructor(address: string | URL) {
    super(address);
    // The server closes that of a page whose place another took, which would connect again.
    for (const before of sockets) before.onclose = null;
    sockets.push(this);
  }

  // undici opens with an `Event`, which is jsdom's in tests, and takes only Node's.
  override dispatchEvent(event: Parameters<WebSocket['dispatchEvent']>[0]): boolean {
    return super.dispatchEvent(event.type === 'open' ? new MessageEvent('open') : event);
  }
}
const sockets: Socket[] = [];
vi.stubGlobal('WebSocket', Socket);

afterAll(async () => {
  for (const socket of sockets) socket.onclose = null;
  server.kill();
  await ended;
});

const underWay = new Set<Promise<Response>>();
const { fetch } = globalThis;

async function whole(...request: Parameters<typeof fetch>): Promise<Response> {
  const answer = await fetch(...request);
  return new Response(await answer.arrayBuffer(), answer);
}

globalThis.fetch = (...request) => {
  const answer = whole(...request);
  underWay.add(answer);
  return answer.finally(() => underWay.delete(answer));
};

/** Waits until every command is answered, also those that follow from the answers. */
export async function settled(): Promise<void> {
  do {
    await Promise.allSettled(underWay);
    await new Promise((resume) => later(resume));
  } while (underWay.size > 0);
}

/** Sends the page an event, as the program would. */
export function send(event: Event): void {
  sockets.at(-1)!.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(event) }));
}

/**
 * Holds back the answer to a command, until the function that this returns is called. With a
 * refusal, that is the answer, and the program is not asked.
 */
export function held(command: keyof Commands, refusal?: Refusal): () => void {
  let goOn = () => {};
  const waits = new Promise<void>((resolve) => (goOn = resolve));
  const { fetch } = globalThis;
  let answered: Promise<unknown> = Promise.resolve();
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    if (!String(request[0]).endsWith(`/api/call/${command}`)) {
      // The program has worked on the command before it is asked for anything more.
      await answered;
      return fetch(...request);
    }
    const answer = refusal
      ? Promise.resolve(Response.json(refusal, { status: 422 }))
      : fetch(...request);
    answered = answer;
    await waits;
    return answer;
  });
  return goOn;
}

/** A folder that can be added, as a package and as a dataset. */
export const source = (name: 'first' | 'second'): Chosen => ({
  path: join(folder, 'data', name),
  name,
  isFolder: true,
  isUpload: false,
});
