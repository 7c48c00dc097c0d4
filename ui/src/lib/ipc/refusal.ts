import type { Refusal } from './bindings';

/** Converts anything that was thrown into a refusal. */
export function refusal(thrown: unknown): Refusal {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'text' in thrown) {
    return thrown as Refusal;
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', text, field: null, row: null };
}
