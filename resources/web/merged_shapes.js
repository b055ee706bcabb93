// Thousands of small shapes as one path for each class: a call for each of them, or even for each
// of their vertices, takes longer than the drawing. The paths are written as text, which the
// browser reads ten times as fast as it answers calls.

import { NO_CLASS } from "./payload.js";
import { NOWHERE, pixelsPerStep } from "./world.js";

const PARTS = 8; // of a pixel: places in the text are whole numbers of them
const APART = PARTS; // vertices nearer than that to the one before are left out
const DOT = 1.5 * PARTS; // what is smaller stands there as its box

export class MergedShapes {
  constructor(shapes) {
    this.shapes = shapes;
    this.backwards = backwardRings(shapes);
  }

  // Paths by class, in pixels from the tile's corner, of all features but the `others`: polygons
  // with holes or parts, for which it matters which of their rings lies in which.
  paths(features, classCount, tile) {
    const texts = new Array(classCount).fill("");
    const others = [];
    const { classes, featureStarts, kind } = this.shapes;
    for (const feature of features) {
      const position = classes[feature];
      if (position === NO_CLASS || position >= classCount) continue;
      if (kind === "polygon" && featureStarts[feature + 1] - featureStarts[feature] > 1) others.push(feature);
      else texts[position] += this.text(feature, tile);
    }
    return { paths: texts.map(pathOf), others };
  }

  text(feature, tile) {
    const { boxes, featureStarts } = this.shapes;
    const scale = pixelsPerStep(tile.zoom) * PARTS;
    const [left, top] = [tile.left * PARTS, tile.top * PARTS];
    const at = feature * 4;
    const width = Math.round((boxes[at + 2] - boxes[at]) * scale);
    const height = Math.round((boxes[at + 3] - boxes[at + 1]) * scale);
    if (width < DOT && height < DOT) {
      const [x, y] = [Math.round(boxes[at] * scale - left), Math.round(boxes[at + 1] * scale - top)];
      return `M${x} ${y}h${width || 1}v${height || 1}h${-(width || 1)}z`;
    }
    let text = "";
    for (let ring = featureStarts[feature]; ring < featureStarts[feature + 1]; ring++) {
      text += this.ringText(ring, scale, left, top);
    }
    return text;
  }

  ringText(ring, scale, left, top) {
    const { x, y, ringStarts, kind } = this.shapes;
    const [from, to] = [ringStarts[ring], ringStarts[ring + 1]];
    const step = this.backwards[ring] ? -1 : 1;
    const last = step > 0 ? to - 1 : from;
    let [lastX, lastY, text] = [0, 0, ""];
    for (let i = step > 0 ? from : to - 1; i >= from && i < to; i += step) {
      if (x[i] === NOWHERE) continue;
      const px = Math.round(x[i] * scale - left);
      const py = Math.round(y[i] * scale - top);
      if (text === "") text = `M${px} ${py}l0 0`;
      else if (i !== last && Math.abs(px - lastX) + Math.abs(py - lastY) < APART) continue;
      else text += ` ${px - lastX} ${py - lastY}`;
      lastX = px;
      lastY = py;
    }
    return kind === "polygon" && text ? `${text}z` : text;
  }
}

function pathOf(text) {
  const path = new Path2D();
  path.addPath(new Path2D(text), new DOMMatrix().scale(1 / PARTS));
  return path;
}

// Which rings of polygons run against the clock (on screen): drawn with the others as they stand,
// they would cut holes where they overlap.
function backwardRings({ x, y, ringStarts, kind }) {
  const found = new Uint8Array(ringStarts.length - 1);
  if (kind !== "polygon") return found;
  for (let ring = 0; ring < found.length; ring++) {
    const from = ringStarts[ring];
    let twice = 0;
    for (let i = from + 1; i < ringStarts[ring + 1]; i++) {
      twice += (x[i - 1] - x[from]) * (y[i] - y[from]) - (x[i] - x[from]) * (y[i - 1] - y[from]);
    }
    found[ring] = twice < 0 ? 1 : 0;
  }
  return found;
}
