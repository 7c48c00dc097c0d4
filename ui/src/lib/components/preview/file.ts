// A file that is looked at, and what can be asked about it.

import type { Snippet } from 'svelte';
import { call, type Ask, type Preview, type Refusal, type Tree } from '$lib/ipc';
import { t } from '$lib/words.svelte';

export type Kind = Preview['as'];
export type Answer<K extends Kind> = Extract<Preview, { as: K }>;

/** What the component of a kind is given. */
export type KindProps<K extends Kind> = K extends Kind ? Given & { preview: Answer<K> } : never;

/** The same of any kind. */
export type Given = {
  /** The first answer about the file. A new one comes when the file has changed. */
  preview: Preview;
  file: LookedAt;
  /** The file's size in bytes. */
  size: number;
  /** The line of a text to show, counted from 1. */
  line?: number | undefined;
  /** The switch between the ways to look at the file, for the bar. */
  views: Snippet;
};

export class LookedAt {
  constructor(
    readonly tree: Tree,
    readonly path: string,
  ) {}

  /** Asks about the file. Rejects if it has become one of another kind. */
  async ask<K extends Kind>(ask: Ask, kind: K): Promise<Answer<K>> {
    const { preview } = await call('preview', { tree: this.tree, path: this.path, ask });
    if (preview.as !== kind) throw changed();
    return preview as Answer<K>;
  }

  /** All bytes of the file, for what a browser shows by itself. */
  bytes(): Promise<ArrayBuffer> {
    return call('file_bytes', { tree: this.tree, path: this.path });
  }
}

function changed(): Refusal {
  return { code: 'preview-changed', text: t('preview-changed'), field: null, row: null };
}
