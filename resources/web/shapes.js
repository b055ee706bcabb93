// Draws polygons and lines of one layer into a tile, and tells which of them lie under a point.

import { BoxIndex } from "./box_index.js";
import { hatchPattern } from "./hatches.js";
import { MergedShapes } from "./merged_shapes.js";
import { NO_CLASS } from "./payload.js";
import { NOWHERE, pixelsPerStep } from "./world.js";

const CORE_WIDTH = 0.8;
const MASS = 300; // features in a tile from which on those of a class are drawn as one

export class ShapeArt {
  constructor(shapes) {
    this.shapes = shapes;
    this.zoom = null;
    this.paths = [];
    this.seamPaths = [];
  }

  // tile: { left, top, size } in pixels of the world at tile.zoom, and tile.ratio device pixels.
  paint(context, tile, classes) {
    this.useZoom(tile.zoom);
    const margin = 12 + Math.max(0, ...classes.map(({ symbol }) => symbol.lineWidth / 2 + symbol.casingWidth));
    const features = this.inBox(tileBox(tile, margin));
    const place = (path) => context.setTransform(
      tile.ratio, 0, 0, tile.ratio,
      (path.left - tile.left) * tile.ratio, (path.top - tile.top) * tile.ratio,
    );
    const seams = this.shapes.seams;
    const merged = features.length > MASS && classes.every(({ symbol }) => !symbol.casing);
    const shapes = merged ? this.mergedShapes(features, classes, tile) : this.singleShapes(features, classes);
    const scene = { tile, place, polygon: this.shapes.kind === "polygon" };
    for (const pass of [fillPass, hatchPass, casingPass]) {
      for (const shape of shapes) pass(context, shape, scene);
    }
    for (const shape of seams ? this.seamShapes(classes) : shapes) linePass(context, shape, scene);
    context.setTransform(tile.ratio, 0, 0, tile.ratio, 0, 0);
  }

  symbolOf(feature, classes) {
    const position = this.shapes.classes[feature];
    return position === NO_CLASS ? undefined : classes[position]?.symbol;
  }

  singleShapes(features, classes) {
    return features
      .map((feature) => ({ feature, symbol: this.symbolOf(feature, classes) }))
      .filter(({ symbol }) => symbol)
      .map(({ feature, symbol }) => ({ ...this.path(feature), symbol, rule: "evenodd" }));
  }

  // One shape for each class, and those that cannot be drawn as one with others.
  mergedShapes(features, classes, tile) {
    this.merged ??= new MergedShapes(this.shapes);
    const { left, top } = tile;
    const { paths, others } = this.merged.paths(features, classes.length, tile);
    const merged = paths.map((path, position) => (
      { path, left, top, symbol: classes[position].symbol, rule: "nonzero" }));
    return [...merged, ...this.singleShapes(others, classes)];
  }

  seamShapes(classes) {
    const { seams } = this.shapes;
    return Array.from(seams.classes, (position, line) => ({ ...this.seamPath(line), symbol: classes[position]?.symbol }));
  }

  useZoom(zoom) {
    if (this.zoom === zoom) return;
    this.zoom = zoom;
    this.paths = [];
    this.seamPaths = [];
  }

  // Features whose box meets a rectangle of steps, in the order of the rows.
  inBox(rectangle) {
    this.index ??= new BoxIndex(this.shapes.boxes, this.shapes.count);
    return [...this.index.meeting(...rectangle)];
  }

  path(feature) {
    return (this.paths[feature] ??= this.makePath(feature));
  }

  // Coordinates count from the feature's own corner: canvas numbers are single precision.
  makePath(feature) {
    const { x, y, featureStarts, ringStarts, boxes, kind } = this.shapes;
    const scale = pixelsPerStep(this.zoom);
    const [left, top] = [boxes[feature * 4] * scale, boxes[feature * 4 + 1] * scale];
    const path = new Path2D();
    for (let ring = featureStarts[feature]; ring < featureStarts[feature + 1]; ring++) {
      trace(path, { x, y, from: ringStarts[ring], to: ringStarts[ring + 1] }, { scale, left, top });
      if (kind === "polygon") path.closePath();
    }
    return { path, left, top };
  }

  seamPath(line) {
    return (this.seamPaths[line] ??= this.makeSeamPath(line));
  }

  makeSeamPath(line) {
    const { x, y, starts } = this.shapes.seams;
    const scale = pixelsPerStep(this.zoom);
    const [left, top] = [x[starts[line]] * scale, y[starts[line]] * scale];
    const path = new Path2D();
    trace(path, { x, y, from: starts[line], to: starts[line + 1] }, { scale, left, top });
    return { path, left, top };
  }

  // Features under a place (steps), topmost first; lines count within `reach` steps.
  at(x, y, reach) {
    const touches = this.shapes.kind === "polygon" ? insidePolygon : nearLine;
    return this.inBox([x - reach, y - reach, x + reach, y + reach])
      .filter((feature) => touches(this.shapes, feature, x, y, reach))
      .reverse();
  }
}

function tileBox(tile, margin) {
  const scale = 1 / pixelsPerStep(tile.zoom);
  return [
    (tile.left - margin) * scale,
    (tile.top - margin) * scale,
    (tile.left + tile.size + margin) * scale,
    (tile.top + tile.size + margin) * scale,
  ];
}

// Adds a ring, leaving out vertices that would fall on the pixel of the one before.
function trace(path, { x, y, from, to }, { scale, left, top }) {
  let [lastX, lastY, started] = [0, 0, false];
  for (let vertex = from; vertex < to; vertex++) {
    if (x[vertex] === NOWHERE) continue;
    const px = x[vertex] * scale - left;
    const py = y[vertex] * scale - top;
    if (!started) path.moveTo(px, py);
    else if (vertex === to - 1 || Math.abs(px - lastX) + Math.abs(py - lastY) > 0.7) path.lineTo(px, py);
    else continue;
    [lastX, lastY, started] = [px, py, true];
  }
}

function fillPass(context, shape, { place, polygon }) {
  const { symbol, rule } = shape;
  if (!polygon || !symbol.fill) return;
  place(shape);
  context.globalAlpha = symbol.fillOpacity;
  context.fillStyle = symbol.fill;
  context.fill(shape.path, rule);
  context.globalAlpha = 1;
}

function hatchPass(context, shape, { tile, place, polygon }) {
  const { symbol, rule } = shape;
  if (!polygon || symbol.hatch === "none") return;
  const pattern = hatchPattern(context, symbol.hatch, symbol.hatchColor || symbol.line, tile.ratio);
  const cells = new DOMMatrix().translate(tile.left - shape.left, tile.top - shape.top).scale(1 / tile.ratio);
  pattern.setTransform(cells);
  place(shape);
  context.fillStyle = pattern;
  context.fill(shape.path, rule);
}

function casingPass(context, shape, { tile, place, polygon }) {
  const { symbol } = shape;
  if (!symbol.casing) return;
  context.save();
  place(shape);
  if (polygon) {
    const outside = new Path2D(shape.path);
    outside.rect(tile.left - shape.left - 64, tile.top - shape.top - 64, tile.size + 128, tile.size + 128);
    context.clip(outside, "evenodd");
  }
  context.strokeStyle = symbol.casing;
  context.lineJoin = "round";
  context.lineWidth = symbol.lineWidth + 2 * symbol.casingWidth;
  context.stroke(shape.path);
  context.restore();
}

function linePass(context, shape, { place }) {
  const { symbol, rule } = shape;
  if (!symbol?.line || !(symbol.lineWidth > 0)) return;
  place(shape);
  context.lineJoin = rule === "nonzero" ? "bevel" : "round"; // of so many small ones nobody sees it
  context.strokeStyle = symbol.line;
  context.lineWidth = symbol.lineWidth;
  context.setLineDash(symbol.dash);
  context.stroke(shape.path);
  context.setLineDash([]);
  if (symbol.core) {
    context.strokeStyle = symbol.core;
    context.lineWidth = CORE_WIDTH;
    context.stroke(shape.path);
  }
}

function insidePolygon({ x, y, featureStarts, ringStarts }, feature, px, py) {
  let inside = false;
  for (let ring = featureStarts[feature]; ring < featureStarts[feature + 1]; ring++) {
    const end = ringStarts[ring + 1];
    for (let i = ringStarts[ring], j = end - 1; i < end; j = i++) {
      const crosses = y[i] > py !== y[j] > py;
      if (crosses && px < ((x[j] - x[i]) * (py - y[i])) / (y[j] - y[i]) + x[i]) inside = !inside;
    }
  }
  return inside;
}

function nearLine({ x, y, featureStarts, ringStarts }, feature, px, py, reach) {
  for (let ring = featureStarts[feature]; ring < featureStarts[feature + 1]; ring++) {
    for (let i = ringStarts[ring] + 1; i < ringStarts[ring + 1]; i++) {
      if (squaredDistance(x[i - 1], y[i - 1], x[i], y[i], px, py) <= reach * reach) return true;
    }
  }
  return false;
}

function squaredDistance(x1, y1, x2, y2, px, py) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = dx || dy ? ((px - x1) * dx + (py - y1) * dy) / (dx * dx + dy * dy) : 0;
  const t = Math.max(0, Math.min(1, along));
  return (x1 + t * dx - px) ** 2 + (y1 + t * dy - py) ** 2;
}
