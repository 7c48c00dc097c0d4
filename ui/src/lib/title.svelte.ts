// What the window's title says: where the user is, and how many runs are in progress.

import { call } from './ipc';
import { live } from './live.svelte';
import { t } from './words.svelte';

let page = $state.raw<() => string>(() => '');
let running = $state<number | null>(null);

/** The number of runs in progress, in all projects; null until it is known. */
export const runsInProgress = () => running;

/** Names the page, for as long as no other one does. */
export function named(shown: () => string): void {
  $effect(() => {
    page = shown;
  });
}

/** Keeps the title up to date for as long as the component exists. */
export function showTitle(): void {
  live('store', async () => {
    running = (await call('queue').catch(() => null))?.running ?? running;
  });
  $effect(() => {
    const where = page();
    const said = running ? t('title-running', { runs: running, page: where }) : where;
    document.title = said ? `${said} – Trainyard` : 'Trainyard';
  });
}
