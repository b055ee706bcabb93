// Puts many copies of a few small pictures into one tile. Pixels are written directly, top copy
// first and each next one under what stands there: a pixel that is full is never touched again.

import { drawMark, markReach } from "./marks.js";

const pictures = new Map();

// The mark of a symbol as pixels, centred in a square of an even number of device pixels.
export function stampOf(symbol, ratio) {
  const key = `${JSON.stringify(symbol)} ${ratio}`;
  let stamp = pictures.get(key);
  if (!stamp) {
    stamp = drawStamp(symbol, ratio);
    pictures.set(key, stamp);
  }
  return stamp;
}

function drawStamp(symbol, ratio) {
  const side = 2 * Math.ceil(markReach(symbol) * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.scale(ratio, ratio);
  drawMark(context, symbol, side / ratio / 2, side / ratio / 2);
  const pixels = new Uint32Array(context.getImageData(0, 0, side, side).data.buffer);
  const inked = Uint32Array.from(pixels.keys()).filter((at) => pixels[at] >>> 24);
  return { side, pixels, inked };
}

export class StampSheet {
  constructor(side) {
    this.side = side;
    this.offsets = new Map();
    this.image = new ImageData(side, side);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  // Centre in device pixels.
  put(stamp, centreX, centreY) {
    const { side, pixels, inked } = stamp;
    const left = Math.round(centreX - side / 2);
    const top = Math.round(centreY - side / 2);
    const whole = left >= 0 && top >= 0 && left + side <= this.side && top + side <= this.side;
    const offsets = this.offsetsOf(stamp);
    const corner = top * this.side + left;
    for (let i = 0; i < inked.length; i++) {
      if (!whole && !this.holds(left + (inked[i] % side), top + Math.floor(inked[i] / side))) continue;
      const to = corner + offsets[i];
      const there = this.pixels[to];
      if (there >>> 24 === 255) continue;
      this.pixels[to] = there >>> 24 === 0 ? pixels[inked[i]] : under(there, pixels[inked[i]]);
    }
  }

  holds(column, row) {
    return column >= 0 && row >= 0 && column < this.side && row < this.side;
  }

  // How far each inked pixel of a stamp lies behind its corner in this sheet.
  offsetsOf(stamp) {
    let offsets = this.offsets.get(stamp);
    if (!offsets) {
      offsets = stamp.inked.map((at) => Math.floor(at / stamp.side) * this.side + (at % stamp.side));
      this.offsets.set(stamp, offsets);
    }
    return offsets;
  }

  drawOn(context) {
    scratch ??= document.createElement("canvas");
    if (scratch.width !== this.side) scratch.width = scratch.height = this.side;
    scratch.getContext("2d", { willReadFrequently: true }).putImageData(this.image, 0, 0);
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.drawImage(scratch, 0, 0);
    context.restore();
  }
}

let scratch = null;

// Two pixels (ABGR, colours not multiplied by alpha), the second one lying under the first.
function under(over, below) {
  const alpha = over >>> 24;
  const added = ((below >>> 24) * (255 - alpha)) / 255;
  const sum = alpha + added;
  const mix = (shift) => Math.round((((over >>> shift) & 255) * alpha + ((below >>> shift) & 255) * added) / sum);
  return ((Math.round(sum) << 24) | (mix(16) << 16) | (mix(8) << 8) | mix(0)) >>> 0;
}
