// What can be done with files.

import { call, type Entry, type Tree } from '$lib/ipc';
import { go } from '$lib/router.svelte';
import { saveFiles } from '$lib/saving.svelte';
import { showsFolders } from '$lib/session.svelte';
import { isImage } from '$lib/tree.svelte';
import { t } from '$lib/words.svelte';
import { copyImage, copyPathItem } from './copying';
import type { MenuItem } from './menu';
import { LookedAt } from './preview/file';
import { attempt } from './toasts.svelte';

/** What saving a file or a folder is called. */
export const saveLabel = ({ kind }: Entry) =>
  kind === 'folder' ? t('details-save-zip') : t('details-save-file');

/** The menu of a file. `paths`: what is saved, which may be others as well. */
export function fileMenu(tree: Tree, path: string, entry: Entry, paths: string[]): MenuItem[] {
  const count = paths.length;
  const items: MenuItem[] = [
    {
      label: count === 1 ? saveLabel(entry) : t('files-save-selected', { count }),
      icon: 'save',
      testid: 'menu-save',
      onselect: () => void saveFiles(tree, paths),
    },
  ];
  if (showsFolders() && tree.of !== 'version')
    items.push({
      label: t('show-folder'),
      icon: 'folder',
      testid: 'menu-show-file',
      onselect: () => void attempt(() => call('show_file', { tree, path })),
    });
  if (tree.of === 'dataset' && entry.kind !== 'folder' && count === 1) {
    const { name } = tree;
    items.push({
      label: t('lineage-file-question'),
      icon: 'lineage',
      testid: 'menu-lineage',
      onselect: () => go({ page: 'lineage', of: 'file', name, path }),
    });
  }
  items.push(copyPathItem(tree, path));
  if (isImage(entry))
    items.push({
      label: t('image-copy'),
      icon: 'image',
      testid: 'menu-copy-image',
      onselect: () => void copyImage(new LookedAt(tree, path)),
    });
  return items;
}
