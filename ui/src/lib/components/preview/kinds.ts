// Which component shows which kind. Each is loaded when a file of its kind is opened for the first time.

import type { Component } from 'svelte';
import type { Given, Kind, KindProps } from './file';

const kinds = {
  text: () => import('./Text.svelte'),
  hex: () => import('./Hex.svelte'),
  table: () => import('./Table.svelte'),
  json: () => import('./Json.svelte'),
  lines: () => import('./Json.svelte'),
  image: () => import('./Image.svelte'),
  archive: () => import('./Archive.svelte'),
  arrays: () => import('./Arrays.svelte'),
  tensors: () => import('./Tensors.svelte'),
  onnx: () => import('./Onnx.svelte'),
  keras: () => import('./Keras.svelte'),
  pickle: () => import('./Pickle.svelte'),
  hdf5: () => import('./Hdf5.svelte'),
  pdf: () => import('./Pdf.svelte'),
  media: () => import('./Media.svelte'),
  notebook: () => import('./Notebook.svelte'),
} satisfies { [K in Kind]?: () => Promise<{ default: Component<KindProps<K>> }> };

export type Shown = Component<Given>;

/** The component that shows answers of a kind. */
export async function componentOf(kind: Kind): Promise<Shown> {
  // Rows, pictures and the like are never the first answer.
  const load = kinds[kind as keyof typeof kinds] ?? kinds.hex;
  return (await load()).default as unknown as Shown;
}
