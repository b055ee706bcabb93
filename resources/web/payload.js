// Reads what dzmap/mapping/payloads.py packed; the layout is written down there.

import { NOWHERE } from "./world.js";

const MAGIC = 0x314d5a44; // "DZM1"
const HEADER = 32;
export const NO_CLASS = 255;

class Reader {
  constructor(buffer) {
    this.buffer = buffer;
    this.offset = HEADER;
  }

  take(type, length) {
    const bytes = length * type.BYTES_PER_ELEMENT;
    if (this.offset + bytes > this.buffer.byteLength) throw new Error("payload cut short");
    const array = new type(this.buffer, this.offset, length);
    this.offset += bytes + ((4 - (bytes % 4)) % 4);
    return array;
  }
}

export function readPayload(buffer) {
  if (buffer.byteLength < HEADER) throw new Error("payload cut short");
  const [magic, kind, count, rings, vertices, extra] = new Int32Array(buffer, 0, 8);
  if (magic !== MAGIC) throw new Error("not a layer payload");
  const reader = new Reader(buffer);
  const data = kind === 0 ? readPoints(reader, count) : readShapes(reader, { kind, count, rings, vertices });
  return { ...data, ...readExtras(reader, count, extra) };
}

// sizes, weights and labelled: null where the layer has none.
function readExtras(reader, count, extra) {
  return {
    sizes: extra & 1 ? reader.take(Float32Array, count) : null,
    weights: extra & 2 ? reader.take(Float32Array, count) : null,
    labelled: extra & 4 ? reader.take(Uint8Array, count) : null,
  };
}

function readPoints(reader, count) {
  const x = reader.take(Int32Array, count);
  const y = reader.take(Int32Array, count);
  return { kind: "point", count, x, y, classes: reader.take(Uint8Array, count) };
}

function readShapes(reader, { kind, count, rings, vertices }) {
  const shapes = {
    kind: kind === 1 ? "line" : "polygon",
    count,
    x: reader.take(Int32Array, vertices),
    y: reader.take(Int32Array, vertices),
    featureStarts: reader.take(Uint32Array, count + 1),
    ringStarts: reader.take(Uint32Array, rings + 1),
    classes: reader.take(Uint8Array, count),
    anchorX: reader.take(Int32Array, count),
    anchorY: reader.take(Int32Array, count),
  };
  shapes.boxes = boxesOf(shapes);
  shapes.seams = readSeams(reader);
  return shapes;
}

// Outlines shared by neighbours, once each: dashes drawn twice would run into each other.
function readSeams(reader) {
  const [lines, vertices] = reader.take(Int32Array, 2);
  if (lines === 0) return null;
  return {
    x: reader.take(Int32Array, vertices),
    y: reader.take(Int32Array, vertices),
    starts: reader.take(Uint32Array, lines + 1),
    classes: reader.take(Uint8Array, lines),
  };
}

// Per feature west, north, east, south in steps; an empty box where there is nothing to draw.
function boxesOf({ count, x, y, featureStarts, ringStarts }) {
  const boxes = new Float64Array(count * 4);
  for (let feature = 0; feature < count; feature++) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    const end = ringStarts[featureStarts[feature + 1]];
    for (let vertex = ringStarts[featureStarts[feature]]; vertex < end; vertex++) {
      if (x[vertex] === NOWHERE) continue;
      if (x[vertex] < west) west = x[vertex];
      if (x[vertex] > east) east = x[vertex];
      if (y[vertex] < north) north = y[vertex];
      if (y[vertex] > south) south = y[vertex];
    }
    const at = feature * 4;
    boxes[at] = west;
    boxes[at + 1] = north;
    boxes[at + 2] = east;
    boxes[at + 3] = south;
  }
  return boxes;
}
