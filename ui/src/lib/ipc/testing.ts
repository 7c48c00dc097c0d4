// For tests: the real program behind the pages. Each test file that imports this has its own server,
// with a copy of the scenario as its store.

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

/** The id of the second project. */
export const otherProject = project;

const copy = mkdtempSync(join(folder, 'copy-'));
cpSync(home, copy, { recursive: true });
// The server ends with the test, however that ends, and inherits the lock of the running run.
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

/** A WebSocket that sends no Origin: jsdom's sends the one that the document had at first. */
class Socket extends WebSocket {
  constructor(address: string | URL) {
    super(address);
    // The server closes the connection of a page that was replaced, which must not reconnect.
    for (const before of sockets) before.onclose = null;
    sockets.push(this);
  }

  // undici accepts only Node's events, but would create an `Event` of jsdom here.
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

/** Waits until all commands have been answered, including those that the answers lead to. */
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
 * Holds back the answer to a command until the returned function is called. If a refusal is given,
 * it is the answer, and the program is not asked.
 */
export function hold(command: keyof Commands, refusal?: Refusal): () => void {
  let release = () => {};
  const waits = new Promise<void>((resolve) => (release = resolve));
  const { fetch } = globalThis;
  let answered: Promise<unknown> = Promise.resolve();
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
    if (!String(request[0]).endsWith(`/api/call/${command}`)) {
      // The program finishes the command before it gets another one.
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
  return release;
}

/** A folder that can be added as a package or as a dataset. */
export const source = (name: 'first' | 'second'): Chosen => ({
  path: join(folder, 'data', name),
  name,
  isFolder: true,
  isUpload: false,
});
