import type { Refusal } from './bindings';

/** Converts anything that was thrown into a refusal. */
export function refusal(thrown: unknown): Refusal {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'text' in thrown) {
    return thrown as Refusal;
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', text, field: null, row: null };
}

/** Whether the program could not be reached, which Connection.svelte says above the page. */
export const isDisconnected = ({ code }: Refusal): boolean =>
  code === 'connection-lost' || code === 'connection-link';
