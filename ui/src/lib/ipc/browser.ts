// What the desktop does for the window and the page has to do in a browser: notifications, drops.

import type { Event } from './bindings';
import { choosing, sent } from './choosing.svelte';
import { dropped } from './upload';

/** Asks for permission to notify. Browsers allow that only in a click, such as on Create. */
export function mayNotify(): void {
  if ('Notification' in window && Notification.permission === 'default')
    void Notification.requestPermission();
}

/** Notifies of the end of a run if the user is looking at something else. */
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

/** Uploads files that are dropped on the page, then sends the same events as the window does. */
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

/** Passes events on, and notifies of some as the desktop would. */
export function browserEvents(listener: (event: Event) => void): (event: Event) => void {
  listenToDrops(listener);
  return (event) => {
    notify(listener, event);
    listener(event);
  };
}
