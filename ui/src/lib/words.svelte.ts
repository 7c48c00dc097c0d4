// The catalogue's messages, in the language of the pages. Whatever shows `t(…)` follows the language.

import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import english from '$locales/en.ftl?raw';
import type { Language } from './ipc';
import type { Messages } from './ipc/messages';
import * as write from './write';

export type Id = keyof Messages;
type Args<I extends Id> = keyof Messages[I] extends never ? [] : [args: Messages[I]];

/** The texts of messages without variables, which lists show hundreds of times. */
const known = new WeakMap<FluentBundle, Map<Id, string>>();

let words = $state.raw(bundle('en', english));

/** The language of the pages. */
export const language = (): Language => words.locales[0] as Language;

/** Changes the language. French is loaded when it is first needed. */
export async function speak(wanted: Language): Promise<void> {
  if (wanted !== language()) words = await load(wanted);
  document.documentElement.lang = wanted;
}

/** The text of a message. */
export function t<I extends Id>(id: I, ...[args]: Args<I>): string {
  const texts = known.get(words);
  const text =
    (args ? undefined : texts?.get(id)) ?? format(words.getMessage(id)?.value, args) ?? id;
  if (!args) texts?.set(id, text);
  return text;
}

/** A message's hint about what to do; null if it has none. */
export function hint<I extends Id>(id: I, ...[args]: Args<I>): string | null {
  return format(words.getMessage(id)?.attributes['hint'], args);
}

type Pattern = NonNullable<ReturnType<FluentBundle['getMessage']>>['value'];

function format(pattern: Pattern | undefined, args: object | undefined): string | null {
  if (pattern == null) return null;
  // Given a list for errors, Fluent shows missing variables by name instead of throwing.
  return write.seen(words.formatPattern(pattern, args as Record<string, FluentVariable>, []));
}

async function load(wanted: Language): Promise<FluentBundle> {
  if (wanted === 'en') return bundle('en', english);
  return bundle('fr', (await import('$locales/fr.ftl?raw')).default);
}

function bundle(language: Language, text: string): FluentBundle {
  const made = new FluentBundle(language, {
    useIsolating: false,
    functions: {
      NUMBER: ([n]) => write.number(Number(n), language),
      BYTES: ([n]) => write.bytes(Number(n), language),
      SECONDS: ([n]) => write.seconds(Number(n)),
    },
  });
  made.addResource(new FluentResource(text));
  known.set(made, new Map());
  return made;
}
