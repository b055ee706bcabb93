// Draws the points of one layer into a tile. A point whose place is covered by one that lies over
// it is skipped, which is what keeps a million of them fast without changing the picture.

import { indexOf } from "./grid_index.js";
import { markReach } from "./marks.js";
import { NO_CLASS } from "./payload.js";
import { StampSheet, stampOf } from "./stamps.js";
import { hiddenPoints } from "./thinning.js";
import { pixelsPerStep } from "./world.js";

export class PointArt {
  constructor(data) {
    this.index = indexOf(data);
    this.thinnedFor = "";
    this.hidden = null;
  }

  // The classes' order decides what hides what, so a change of colours alone thins nothing anew.
  thin(zoom, classCount) {
    const wanted = `${zoom} ${classCount}`;
    if (this.thinnedFor === wanted) return;
    this.thinnedFor = wanted;
    this.hidden = null;
    this.hidden = hiddenPoints(this.index, zoom, this.topmostFirst([[0, this.index.size]], classCount));
  }

  // Whether something else stands for single points at a zoom level.
  hidesPoints() {
    return false;
  }

  // Later classes lie over earlier ones.
  paint(context, tile, classes) {
    const reach = Math.max(1, ...classes.map(({ symbol }) => markReach(symbol)));
    const ranges = rangesOf(this.index, tile, reach);
    if (ranges.length === 0) return;
    this.thin(tile.zoom, classes.length);
    const sheet = new StampSheet(context.canvas.width);
    const stamps = classes.map(({ symbol }) => stampOf(symbol, tile.ratio));
    const covered = new Covered(tile.size, reach);
    const scale = pixelsPerStep(tile.zoom);
    const { x, y, classes: classOf } = this.index;
    const order = this.topmostFirst(ranges, classes.length);
    for (let i = 0; i < order.length; i++) {
      const at = order[i];
      const px = x[at] * scale - tile.left;
      const py = y[at] * scale - tile.top;
      if (this.hidden || covered.take(px, py)) sheet.put(stamps[classOf[at]], px * tile.ratio, py * tile.ratio);
    }
    sheet.drawOn(context);
  }

  // Places in the index of all points in the ranges that are not hidden, the last class first.
  topmostFirst(ranges, classCount) {
    const { hidden, index: { classes } } = this;
    const counts = new Uint32Array(256);
    for (const [from, to] of ranges) {
      for (let at = from; at < to; at++) if (!hidden || !hidden[at]) counts[classes[at]]++;
    }
    const next = new Uint32Array(classCount + 1); // where the class of that rank begins
    for (let rank = classCount - 1; rank > 0; rank--) next[rank - 1] = next[rank] + counts[rank];
    const order = new Uint32Array(classCount ? next[0] + counts[0] : 0);
    for (const [from, to] of ranges) {
      for (let at = from; at < to; at++) {
        if (classes[at] < classCount && (!hidden || !hidden[at])) order[next[classes[at]]++] = at;
      }
    }
    return order;
  }

  // Positions of points within `reach` steps of a place, nearest first, then the one on top.
  at(x, y, reach) {
    const { index } = this;
    const found = [];
    for (const [from, to] of index.ranges(x - reach, y - reach, x + reach, y + reach)) {
      for (let at = from; at < to; at++) {
        const distance = (index.x[at] - x) ** 2 + (index.y[at] - y) ** 2;
        if (distance > reach * reach || index.classes[at] === NO_CLASS) continue;
        found.push({ position: index.positions[at], distance, rank: index.classes[at] });
      }
    }
    return found.sort((a, b) => a.distance - b.distance || b.rank - a.rank).map(({ position }) => position);
  }
}

// Ranges of the index that hold all points of a tile and of a margin around it.
export function rangesOf(index, tile, margin) {
  const steps = 1 / pixelsPerStep(tile.zoom);
  return index.ranges(
    (tile.left - margin) * steps,
    (tile.top - margin) * steps,
    (tile.left + tile.size + margin) * steps,
    (tile.top + tile.size + margin) * steps,
  );
}

// Which pixels of a tile (and of a margin around it) a point already stands on.
export class Covered {
  constructor(size, reach) {
    this.pad = Math.ceil(reach) + 1;
    this.side = Math.ceil(size) + 2 * this.pad + 1;
    this.cells = new Uint8Array(this.side * this.side);
  }

  // Whether the place was not taken under this number (1 to 255); it and its neighbours now are.
  take(px, py, number = 1) {
    const column = Math.floor(px + this.pad);
    const row = Math.floor(py + this.pad);
    if (column < 0 || row < 0 || column >= this.side - 1 || row >= this.side - 1) return false;
    const cell = row * this.side + column;
    const { cells, side } = this;
    if (cells[cell] === number) return false;
    cells[cell] = cells[cell + 1] = cells[cell + side] = cells[cell + side + 1] = number;
    return true;
  }
}
