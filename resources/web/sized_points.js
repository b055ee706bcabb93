// Points whose marks differ in size: the small ones lie over the large ones.

import { NO_CLASS } from "./payload.js";
import { markReach } from "./marks.js";
import { Covered, PointArt, rangesOf } from "./points.js";
import { StampSheet, stampOf } from "./stamps.js";
import { pixelsPerStep } from "./world.js";

const LARGEST = 120; // half pixels: sizes beyond 60 are drawn as 60

export class SizedArt extends PointArt {
  constructor(data) {
    super(data);
    const { positions } = this.index;
    this.halves = new Uint8Array(positions.length); // in half pixels, in the order of the index
    for (let at = 0; at < positions.length; at++) {
      this.halves[at] = Math.min(LARGEST, Math.round(data.sizes[positions[at]] * 2));
    }
    this.largest = this.halves.reduce((largest, size) => Math.max(largest, size), 0);
  }

  paint(context, tile, classes) {
    const reach = this.reachOf(classes);
    const ranges = rangesOf(this.index, tile, reach);
    if (ranges.length === 0) return;
    const sheet = new StampSheet(context.canvas.width);
    const covered = new Covered(tile.size, reach);
    const stamps = classes.map(() => []); // by class and size
    const scale = pixelsPerStep(tile.zoom);
    const { x, y, classes: classOf } = this.index;
    const order = this.smallestFirst(ranges, classes.length);
    for (let i = 0; i < order.length; i++) {
      const at = order[i];
      const [px, py, half] = [x[at] * scale - tile.left, y[at] * scale - tile.top, this.halves[at]];
      // Only a mark of the same size hides another one: a larger one looks out from under it.
      if (!covered.take(px, py, half)) continue;
      const own = stamps[classOf[at]];
      own[half] ??= stampOf({ ...classes[classOf[at]].symbol, size: half / 2 }, tile.ratio);
      sheet.put(own[half], px * tile.ratio, py * tile.ratio);
    }
    sheet.drawOn(context);
  }

  reachOf(classes) {
    return Math.max(1, ...classes.map(({ symbol }) => markReach({ ...symbol, size: this.largest / 2 })));
  }

  // Places in the index of all points in the ranges that have a size.
  smallestFirst(ranges, classCount) {
    const { classes } = this.index;
    const starts = new Uint32Array(LARGEST + 2);
    const drawn = (at) => classes[at] < classCount && this.halves[at] > 0;
    for (const [from, to] of ranges) {
      for (let at = from; at < to; at++) if (drawn(at)) starts[this.halves[at] + 1]++;
    }
    for (let half = 1; half < starts.length; half++) starts[half] += starts[half - 1];
    const order = new Uint32Array(starts[LARGEST + 1]);
    for (const [from, to] of ranges) {
      for (let at = from; at < to; at++) if (drawn(at)) order[starts[this.halves[at]]++] = at;
    }
    return order;
  }

  // As in PointArt, but each mark reaches as far as it is large; `step`: steps of a pixel.
  at(x, y, reach, step) {
    const { index, halves } = this;
    const far = (this.largest / 4) * step + reach;
    const found = [];
    for (const [from, to] of index.ranges(x - far, y - far, x + far, y + far)) {
      for (let at = from; at < to; at++) {
        if (halves[at] === 0 || index.classes[at] === NO_CLASS) continue;
        const distance = Math.hypot(index.x[at] - x, index.y[at] - y);
        if (distance <= Math.max((halves[at] / 4) * step, reach / 2)) {
          found.push({ position: index.positions[at], half: halves[at], distance });
        }
      }
    }
    return found.sort((a, b) => a.half - b.half || a.distance - b.distance).map(({ position }) => position);
  }
}
