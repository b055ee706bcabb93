// The selected features, drawn over all layers: white casing, bright line, dark core.

import { markReach } from "./marks.js";
import { RingSheet } from "./rings.js";
import { SELECTION, SELECTION_CORE } from "./style.js";
import { ViewCanvas } from "./view_canvas.js";
import { NOWHERE, pixelsPerStep } from "./world.js";

const STROKES = [
  ["#FFFFFF", 6],
  [SELECTION, 3.4],
  [SELECTION_CORE, 1],
];

const MARGIN = 20; // pixels beyond the view in which a ring or line still reaches into it
const OUTLINES_AT_ONCE = 100; // in one path: the browser is slower with a longer one

export const SelectionLayer = ViewCanvas.extend({
  className: "selection-canvas",

  initialize() {
    this.chosen = [];
  },

  // chosen: layers, each with the positions of its selected features.
  show(chosen) {
    this.chosen = chosen;
    this.refresh();
  },

  paint(context, size) {
    const drawn = this.chosen.filter(({ layer, positions }) => layer.data && positions.length > 0);
    if (drawn.length === 0) return false;
    const origin = this._map.getPixelBounds().min;
    const view = { left: origin.x, top: origin.y, zoom: this._map.getZoom(), size };
    const isPoints = ({ layer }) => layer.data.kind === "point";
    stampRings(context, drawn.filter(isPoints), view);
    strokeAll(context, drawn.filter((part) => !isPoints(part)).flatMap((part) => outlinesOf(part, view)));
    return true;
  },
});

// Each of the three strokes is drawn for all selected features before the next one.
function strokeAll(context, paths) {
  context.lineJoin = "round";
  for (const [color, width] of STROKES) {
    context.strokeStyle = color;
    context.lineWidth = width;
    for (const path of paths) context.stroke(path);
  }
}

function outlinesOf({ layer: { art }, positions }, view) {
  art.useZoom(view.zoom);
  const paths = [];
  let count = 0;
  for (const position of positions) {
    if (position >= art.shapes.count || !isInView(art.shapes.boxes, position, view)) continue;
    const { path, left, top } = art.path(position);
    if (count++ % OUTLINES_AT_ONCE === 0) paths.push(new Path2D());
    paths.at(-1).addPath(path, new DOMMatrix().translate(left - view.left, top - view.top));
  }
  return paths;
}

// Whether the box of a feature (none: Infinity) reaches into the view.
function isInView(boxes, position, { left, top, zoom, size }) {
  const scale = pixelsPerStep(zoom);
  const [west, north, east, south] = boxes.subarray(4 * position, 4 * position + 4);
  return (
    west * scale <= left + size.x + MARGIN &&
    east * scale >= left - MARGIN &&
    north * scale <= top + size.y + MARGIN &&
    south * scale >= top - MARGIN
  );
}

// Into the pixels of the canvas itself: points may be many.
function stampRings(context, parts, view) {
  if (parts.length === 0) return;
  const { width, height } = context.canvas;
  const ratio = width / view.size.x;
  const sheet = new RingSheet(width, height, STROKES.map(([, wide]) => wide * ratio));
  for (const part of parts) stampPart(sheet, part, view, ratio);
  context.putImageData(sheet.picture(STROKES.map(([color]) => color)), 0, 0);
}

function stampPart(sheet, { layer: { spec, data }, positions }, view, ratio) {
  const scale = pixelsPerStep(view.zoom);
  const reaches = spec.classes.map(({ symbol }) => markReach(symbol));
  const seen = new Uint8Array((view.size.x + 2 * MARGIN) * (view.size.y + 2 * MARGIN));
  for (const position of positions) {
    if (data.x[position] === NOWHERE) continue;
    const x = Math.round(data.x[position] * scale - view.left);
    const y = Math.round(data.y[position] * scale - view.top);
    if (x < -MARGIN || y < -MARGIN || x >= view.size.x + MARGIN || y >= view.size.y + MARGIN) continue;
    const key = (y + MARGIN) * (view.size.x + 2 * MARGIN) + x + MARGIN;
    if (seen[key]) continue;
    seen[key] = 1;
    sheet.add(x * ratio, y * ratio, (reachOf(spec, data, position, reaches) + 2) * ratio);
  }
}

function reachOf(spec, data, position, reaches) {
  const own = data.sizes?.[position];
  const symbol = spec.classes[data.classes[position]]?.symbol;
  if (!symbol) return 4;
  return own === undefined ? reaches[data.classes[position]] : markReach({ ...symbol, size: own });
}
