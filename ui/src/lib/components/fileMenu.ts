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

/** The menu of a file. `paths`: what is saved, which may be others as well. `addKept`: the tree is data that is kept in the
 * store and has no folder; this adds it as a dataset, which has one. */
export function fileMenu(
  tree: Tree,
  path: string,
  entry: Entry,
  paths: string[],
  addKept?: () => void,
): MenuItem[] {
  const count = paths.length;
  const placeless = addKept && { disabled: true, tip: t('files-kept') };
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
      ...placeless,
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
  items.push({ ...copyPathItem(tree, path), ...placeless });
  if (addKept)
    items.push({
      label: t('details-data-restore'),
      icon: 'plus',
      testid: 'menu-add-kept',
      onselect: addKept,
    });
  if (isImage(entry))
    items.push({
      label: t('image-copy'),
      icon: 'image',
      testid: 'menu-copy-image',
      onselect: () => void copyImage(new LookedAt(tree, path)),
    });
  return items;
}
