// The program as a browser reaches it, `trainyard serve`: commands are POST requests, events come
// over a WebSocket.

import { t } from '../words.svelte';
import type { InitialState, Commands, Event, Refusal, Saved } from './bindings';
import { beginAt, choose } from './choosing.svelte';
import { connection } from './connection.svelte';
import { browserEvents, mayNotify } from './browser';
import type { Program } from './program';
import { address, headers, token, session } from './request';
import { done } from './upload';

/** The first and the longest pause before the connection is retried, in milliseconds. */
const PAUSE = 500;
const LONGEST_PAUSE = 5_000;
/** The code with which the server closes a connection without a valid token. */
const NO_TOKEN = 4401;

let receive: (event: Event) => void = () => {};
/** What a server that has forgotten this page must be sent again. */
const last: { project?: string; followed?: Commands['follow']['args'] } = {};

const needsLink = (): Refusal => {
  connection.needsLink = true;
  return { code: 'connection-link', text: t('connection-link'), field: null, row: null };
};

async function post(name: keyof Commands, args: object): Promise<unknown> {
  const request = { method: 'POST', headers: headers(), body: JSON.stringify(args) };
  const answer = await fetch(address(`api/call/${name}`), request).catch(() => {
    throw { code: 'connection-lost', text: t('connection-lost'), field: null, row: null };
  });
  if (answer.status === 401) throw needsLink();
  if (answer.status === 422) throw (await answer.json()) as Refusal;
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  const isJson = answer.headers.get('content-type')?.includes('json');
  return isJson ? answer.json() : answer.arrayBuffer();
}

/** Downloads a file that the server has prepared. */
function load({ url }: Saved): void {
  const link = document.createElement('a');
  link.href = address(url!);
  link.download = '';
  link.click();
}

const isSaved = (answer: unknown): answer is Saved =>
  typeof answer === 'object' && answer !== null && 'url' in answer && answer.url !== null;

async function call(name: keyof Commands, args: object): Promise<unknown> {
  if (name === 'choose') return choose((args as Commands['choose']['args']).what);
  if (name === 'create_run') mayNotify();
  const answer = await post(name, args);
  if (name === 'initial_state') {
    last.project = (answer as InitialState).project.id;
    beginAt((answer as InitialState).folder);
  }
  if (name === 'enter_project') last.project = (args as Commands['enter_project']['args']).id;
  if (name === 'follow') last.followed = args as Commands['follow']['args'];
  if (isSaved(answer)) load(answer);
  done(name, args);
  return answer;
}

/** Sends what a server that does not know this page needs, and has the page read everything again. */
async function resume(isKnown: boolean): Promise<void> {
  if (!isKnown && last.project) await post('enter_project', { id: last.project });
  if (!isKnown && last.followed) await post('follow', last.followed);
  receive({ event: 'store' });
  if (last.followed?.id) receive({ event: 'run', id: last.followed.id });
}

/** Connects, and reconnects whenever the connection is lost. Rejects if the token is invalid. */
function connect(): Promise<void> {
  let [pause, isFirst] = [PAUSE, true];
  return new Promise((resolve, reject) => {
    const open = () => {
      const socket = new WebSocket(address('api/events').replace(/^http/, 'ws'));
      socket.onopen = () => socket.send(JSON.stringify({ token: token(), session }));
      socket.onmessage = ({ data }) => {
        const event = JSON.parse(data) as Event | { event: 'welcome'; known: boolean };
        if (event.event !== 'welcome') return receive(event);
        connection.isLost = false;
        // If this fails, the connection is lost as well, and the next one tries again.
        if (!isFirst) void resume(event.known).catch(() => {});
        [pause, isFirst] = [PAUSE, false];
        resolve();
      };
      socket.onclose = ({ code }) => {
        if (code === NO_TOKEN) return reject(needsLink());
        connection.isLost = true;
        setTimeout(open, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      };
    };
    open();
  });
}

export const server: Program = {
  call,
  listen(listener) {
    receive = browserEvents(listener);
    return connect();
  },
};
