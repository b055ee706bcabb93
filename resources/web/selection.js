// The selected features, drawn over all layers: white casing, bright line, dark core.

import { markReach } from "./marks.js";
import { SELECTION, SELECTION_CORE } from "./style.js";
import { ViewCanvas } from "./view_canvas.js";
import { NOWHERE, pixelsPerStep } from "./world.js";

const STROKES = [
  ["#FFFFFF", 6],
  [SELECTION, 3.4],
  [SELECTION_CORE, 1],
];

export const SelectionLayer = ViewCanvas.extend({
  className: "selection-canvas",

  initialize() {
    this.layer = null;
    this.positions = [];
  },

  show(layer, positions) {
    this.layer = layer;
    this.positions = positions;
    this.refresh();
  },

  paint(context, size) {
    if (!this.layer?.data || this.positions.length === 0) return false;
    const origin = this._map.getPixelBounds().min;
    const view = { left: origin.x, top: origin.y, zoom: this._map.getZoom(), size };
    const outline = this.layer.data.kind === "point" ? ringsAround : outlinesOf;
    strokeAll(context, outline(this.layer, this.positions, view));
    return true;
  },
});

// One path, so that each of the three strokes is drawn once for all selected features.
function strokeAll(context, path) {
  context.lineJoin = "round";
  for (const [color, width] of STROKES) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke(path);
  }
}

function outlinesOf({ art }, positions, view) {
  art.useZoom(view.zoom);
  const all = new Path2D();
  for (const position of positions) {
    if (position >= art.shapes.count || art.shapes.boxes[position * 4] === Infinity) continue;
    const { path, left, top } = art.path(position);
    all.addPath(path, new DOMMatrix().translate(left - view.left, top - view.top));
  }
  return all;
}

function ringsAround({ spec, data }, positions, view) {
  const all = new Path2D();
  const scale = pixelsPerStep(view.zoom);
  const seen = new Set();
  for (const position of positions) {
    if (data.x[position] === NOWHERE) continue;
    const x = Math.round(data.x[position] * scale - view.left);
    const y = Math.round(data.y[position] * scale - view.top);
    const key = y * 65536 + x;
    if (x < -20 || y < -20 || x > view.size.x + 20 || y > view.size.y + 20 || seen.has(key)) continue;
    seen.add(key);
    const symbol = spec.classes[data.classes[position]]?.symbol;
    const size = data.sizes?.[position] ?? symbol?.size;
    const radius = (symbol ? markReach({ ...symbol, size }) : 4) + 2;
    all.moveTo(x + radius, y);
    all.arc(x, y, radius, 0, 2 * Math.PI);
  }
  return all;
}
