// A list as the person left it. It outlives the page, so that who comes back finds it like that.

export class ListState<Sort extends string = never> {
  top = 0;
  active = 0;
  /** What is sought in the names. */
  text = $state('');
  sort = $state<Sort>();
  descending = $state(false);

  /** `sort`: what it is sorted by at first; without, it stays in the order in which it is read. */
  constructor(sort?: Sort) {
    this.sort = sort;
  }

  /** Sorts by this, the other way round if it was sorted by it already. Names begin with A. */
  sortBy(sort: Sort): void {
    this.descending = sort === this.sort ? !this.descending : sort !== 'name';
    this.sort = sort;
  }
}
