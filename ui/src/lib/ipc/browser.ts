// What a browser does where the window has the desktop: notifications, and files that are dropped.

import type { Event } from './bindings';
import { choosing, sent } from './choosing.svelte';
import { dropped } from './upload';

/** Asks, by the click that starts a run, whether its end may be shown. */
export function mayNotify(): void {
  if ('Notification' in window && Notification.permission === 'default')
    void Notification.requestPermission();
}

/** Shows the end of a run to whoever is looking at something else. */
function notify(receive: (event: Event) => void, event: Event): void {
  if (event.event !== 'ended' || !document.hidden) return;
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const { id, title, body } = event;
  const shown = new Notification(title, { body, tag: id });
  shown.onclick = () => {
    window.focus();
    receive({ event: 'show', id });
    shown.close();
  };
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Tells what is dropped on the page as the window does, once it was sent. */
function listenToDrops(receive: (event: Event) => void): void {
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (choosing() === null) receive({ event: 'drag', over: true });
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) receive({ event: 'drag', over: false });
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    receive({ event: 'drag', over: false });
    if (choosing() !== null || event.dataTransfer === null) return;
    void dropped(event.dataTransfer)
      .then(sent)
      .then((chosen) => chosen.length > 0 && receive({ event: 'drop', chosen }));
  });
}

/** Passes on events, and does with them what the desktop would. */
export function browserEvents(listener: (event: Event) => void): (event: Event) => void {
  listenToDrops(listener);
  return (event) => {
    notify(listener, event);
    listener(event);
  };
}
