// How an image lies in its frame: how large it is, and which part of it is in the middle.

export type Size = { width: number; height: number };
/** Where the middle of the image is, in pixels from the middle of the frame, and how large it is drawn. */
export type Place = { scale: number; x: number; y: number };

const STEP = 1.25;
const LEAST = 0.02;
const MOST = 32;

/** So that all of it is seen, but no larger than it is. */
export const fitting = (image: Size, frame: Size): Place => ({
  scale: Math.min(1, frame.width / image.width, frame.height / image.height) || 1,
  x: 0,
  y: 0,
});

/** Zooms by so many steps. What is `at` a place, from the middle of the frame, stays there. */
export function zoomed(place: Place, steps: number, at = { x: 0, y: 0 }): Place {
  const scale = Math.min(MOST, Math.max(LEAST, place.scale * STEP ** steps));
  const by = scale / place.scale;
  return { scale, x: at.x - (at.x - place.x) * by, y: at.y - (at.y - place.y) * by };
}

/** Moves the image, but not out of its frame. */
export function moved(place: Place, dx: number, dy: number, image: Size, frame: Size): Place {
  const reach = (drawn: number, room: number) => Math.max(0, (drawn - room) / 2);
  const within = (value: number, most: number) => Math.max(-most, Math.min(most, value));
  return {
    scale: place.scale,
    x: within(place.x + dx, reach(image.width * place.scale, frame.width)),
    y: within(place.y + dy, reach(image.height * place.scale, frame.height)),
  };
}
