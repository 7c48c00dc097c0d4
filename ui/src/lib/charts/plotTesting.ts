// For tests: what uPlot was asked to draw. A canvas is more than jsdom has.

/** The plots that are there. */
export const plots: Plot[] = [];

/** In place of uPlot: `vi.mock('uplot', async () => ({ default: (await import('./plotTesting')).Plot }))`. */
export class Plot {
  over = document.createElement('div');
  select = { left: 0, top: 0, width: 0, height: 0 };
  cursor = -1;
  drawings = 0;
  constructor(
    readonly options: import('uplot').Options,
    public data: unknown,
    box: HTMLElement,
  ) {
    Object.defineProperty(this.over, 'clientWidth', { value: 100 });
    box.append(this.over);
    plots.push(this);
  }
  posToVal = (left: number) => left;
  valToPos = (x: number) => x;
  setSize() {}
  setSelect() {}
  redraw() {}
  setData(data: unknown) {
    this.data = data;
    this.drawings += 1;
  }
  setCursor({ left }: { left: number }) {
    this.cursor = left;
  }
  destroy() {
    this.over.remove();
    plots.splice(plots.indexOf(this), 1);
  }
  /** A person drags from here to there. */
  drag(from: number, to: number) {
    this.select = { ...this.select, left: from, width: to - from };
    this.options.hooks!.setSelect![0]!(this as never);
  }
  doubleClick() {
    const handler = this.options.cursor!.bind!.dblclick!(this as never, this.over, () => null);
    handler!(new MouseEvent('dblclick'));
  }
}
