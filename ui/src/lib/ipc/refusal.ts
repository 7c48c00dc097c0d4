import type { Refusal } from './bindings';

/** What was thrown, as a refusal: what is none says at least what it is. */
export function refusal(thrown: unknown): Refusal {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'text' in thrown) {
    return thrown as Refusal;
  }
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'unexpected', text, field: null, row: null };
}
