// The state of a list. It outlives the page, so that users find the list as they left it.

import { SavedWidths } from './savedWidths.svelte';

export class ListState<Sort extends string = never> {
  top = 0;
  active = 0;
  /** The text that is searched for in the names. */
  text = $state('');
  sort = $state<Sort>();
  descending = $state(false);

  readonly widths: SavedWidths;

  /** `list` names it. `sort` is the initial order; without, the list stays in the order in which it
   * was read. */
  constructor(list: string, sort?: Sort) {
    this.widths = new SavedWidths(list);
    this.sort = sort;
  }

  /** Sorts by a field, or reverses the order. At first, names ascend and everything else descends. */
  sortBy(sort: Sort): void {
    this.descending = sort === this.sort ? !this.descending : sort !== 'name';
    this.sort = sort;
  }
}
