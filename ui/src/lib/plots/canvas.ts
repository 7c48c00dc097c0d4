// A canvas as sharp as the screen.

/** Clears a canvas and makes it so large, in pixels of the page; null if there is nothing to draw on. */
export function cleared(
  canvas: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio || 1;
  [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = canvas.getContext('2d');
  context?.scale(ratio, ratio);
  return context;
}

/** How strong each of so many lines or points is, so that many of them do not become one area. */
export const strength = (count: number, least: number): number =>
  Math.max(least, Math.min(0.85, 30 / Math.max(1, count)));
