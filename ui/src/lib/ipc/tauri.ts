// The program as its own window reaches it: Tauri's commands, and one channel for events.

import { Channel, invoke } from '@tauri-apps/api/core';
import type { Event } from './bindings';
import type { Program } from './program';

export const tauri: Program = {
  call: (name, args) => invoke('call', { name, arguments: args }),
  async listen(receive) {
    const channel = new Channel<Event>();
    channel.onmessage = receive;
    await invoke('subscribe', { channel });
  },
  zoom: (step) => invoke('zoom', { step }),
};
