// Draws the points of one layer into a tile. A point whose place is covered by one that lies over
// it is skipped, which is what keeps a million of them fast without changing the picture.

import { drawMark, markReach } from "./marks.js";
import { NO_CLASS } from "./payload.js";
import { NOWHERE, pixelsPerStep } from "./world.js";

const NODE_SIZE = 128;

export class PointArt {
  constructor(points) {
    this.points = points;
    this.index = new KDBush(points.count, NODE_SIZE, Int32Array);
    for (let i = 0; i < points.count; i++) this.index.add(points.x[i], points.y[i]);
    this.index.finish();
    this.sprites = new Map();
  }

  paint(context, tile, classes) {
    const reach = Math.max(1, ...classes.map(({ symbol }) => markReach(symbol)));
    const found = this.inTile(tile, reach);
    const drawn = this.uncovered(found, tile, reach, classes.length);
    for (let position = 0; position < classes.length; position++) {
      const places = drawn[position];
      if (places.length === 0) continue;
      const sprite = this.sprite(classes[position].symbol, tile.ratio);
      const half = sprite.width / 2;
      context.setTransform(1, 0, 0, 1, 0, 0);
      for (let i = places.length - 2; i >= 0; i -= 2) {
        context.drawImage(sprite, Math.round(places[i] * tile.ratio - half), Math.round(places[i + 1] * tile.ratio - half));
      }
    }
    context.setTransform(tile.ratio, 0, 0, tile.ratio, 0, 0);
  }

  inTile(tile, reach) {
    const steps = 1 / pixelsPerStep(tile.zoom);
    return this.index.range(
      Math.max((tile.left - reach) * steps, NOWHERE + 1),
      Math.max((tile.top - reach) * steps, NOWHERE + 1),
      (tile.left + tile.size + reach) * steps,
      (tile.top + tile.size + reach) * steps,
    );
  }

  // Per class the pixel places to draw, later classes lying over earlier ones.
  uncovered(found, tile, reach, classCount) {
    const { x, y, classes } = this.points;
    const scale = pixelsPerStep(tile.zoom);
    const pad = Math.ceil(reach) + 1;
    const side = Math.ceil(tile.size + 2 * pad);
    const covered = new Uint8Array(side * side);
    const drawn = Array.from({ length: classCount }, () => []);
    const byClass = groupByClass(found, classes, classCount);
    for (let position = classCount - 1; position >= 0; position--) {
      const places = drawn[position];
      for (const i of byClass[position]) {
        const px = x[i] * scale - tile.left;
        const py = y[i] * scale - tile.top;
        const cell = Math.floor(py + pad) * side + Math.floor(px + pad);
        if (covered[cell]) continue;
        covered[cell] = covered[cell + 1] = covered[cell + side] = covered[cell + side + 1] = 1;
        places.push(px, py);
      }
    }
    return drawn;
  }

  sprite(symbol, ratio) {
    const key = `${JSON.stringify(symbol)} ${ratio}`;
    let canvas = this.sprites.get(key);
    if (!canvas) {
      const side = 2 * Math.ceil(markReach(symbol) * ratio);
      canvas = document.createElement("canvas");
      canvas.width = canvas.height = side;
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      drawMark(context, symbol, side / ratio / 2, side / ratio / 2);
      this.sprites.set(key, canvas);
    }
    return canvas;
  }

  // Points within `reach` steps of a place, the one drawn last first.
  at(x, y, reach) {
    const { classes } = this.points;
    const distance = (i) => (this.points.x[i] - x) ** 2 + (this.points.y[i] - y) ** 2;
    return this.index
      .within(x, y, reach)
      .filter((i) => classes[i] !== NO_CLASS && this.points.x[i] !== NOWHERE)
      .sort((a, b) => distance(a) - distance(b) || classes[b] - classes[a]);
  }
}

function groupByClass(found, classes, classCount) {
  const groups = Array.from({ length: classCount }, () => []);
  for (const i of found) groups[classes[i]]?.push(i);
  return groups;
}
