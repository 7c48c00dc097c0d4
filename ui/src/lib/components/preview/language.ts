// The languages that are highlighted. Each is loaded when a text in it is opened for the first time.

import { StreamLanguage, type StreamParser } from '@codemirror/language';
import type { Syntax } from '$lib/ipc';

const parsers: Partial<Record<Syntax, () => Promise<StreamParser<unknown>>>> = {
  css: async () => (await import('@codemirror/legacy-modes/mode/css')).css,
  html: async () => (await import('@codemirror/legacy-modes/mode/xml')).html,
  ini: async () => (await import('@codemirror/legacy-modes/mode/properties')).properties,
  javaScript: async () => (await import('@codemirror/legacy-modes/mode/javascript')).javascript,
  json: async () => (await import('@codemirror/legacy-modes/mode/javascript')).json,
  python: async () => (await import('@codemirror/legacy-modes/mode/python')).python,
  shell: async () => (await import('@codemirror/legacy-modes/mode/shell')).shell,
  sql: async () => (await import('@codemirror/legacy-modes/mode/sql')).standardSQL,
  toml: async () => (await import('@codemirror/legacy-modes/mode/toml')).toml,
  typeScript: async () => (await import('@codemirror/legacy-modes/mode/javascript')).typescript,
  xml: async () => (await import('@codemirror/legacy-modes/mode/xml')).xml,
  yaml: async () => (await import('@codemirror/legacy-modes/mode/yaml')).yaml,
};

/** What highlights a language; null if nothing does. */
export async function highlighted(
  language: Syntax | null,
): Promise<StreamLanguage<unknown> | null> {
  const parser = language === null ? undefined : await parsers[language]?.();
  return parser ? StreamLanguage.define(parser) : null;
}
