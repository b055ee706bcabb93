// Which points cannot be seen at a zoom level because others lie over their pixel. Found once for
// all tiles: most of a million points need not be looked at again while the map is moved.

import { pixelsPerStep } from "./world.js";

const MOST_PIXELS = 1 << 24; // of a layer; where it is larger on screen, its points lie apart

// By place in the index 1 for what is hidden; null where thinning is not worth its memory.
// order: places in the index, the topmost first.
export function hiddenPoints(index, zoom, order) {
  const scale = pixelsPerStep(zoom);
  const [left, top] = [Math.floor(index.west * scale), Math.floor(index.north * scale)];
  const width = Math.ceil(index.columns * index.cell * scale) + 3;
  const height = Math.ceil(index.rows * index.cell * scale) + 3;
  if (width * height > MOST_PIXELS) return null;
  const taken = new Uint8Array(width * height);
  const hidden = new Uint8Array(index.size);
  const { x, y } = index;
  for (let i = 0; i < order.length; i++) {
    const at = order[i];
    const pixel = (Math.floor(y[at] * scale) - top) * width + Math.floor(x[at] * scale) - left;
    if (taken[pixel]) hidden[at] = 1;
    else taken[pixel] = taken[pixel + 1] = taken[pixel + width] = taken[pixel + width + 1] = 1;
  }
  return hidden;
}
