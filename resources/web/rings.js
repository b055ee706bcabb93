// Rings around points, hundreds of thousands at once: stamped into a picture, since stroking so many
// takes seconds. Each pixel keeps the innermost stroke of all rings there, as if the widest stroke of
// every ring had been drawn first, then the next one of every ring.

const STEPS = 85; // of cover, from one stroke to the next; three strokes fill a byte

export class RingSheet {
  // All lengths in device pixels; widths: of the three strokes, widest first.
  constructor(width, height, widths) {
    this.width = width;
    this.height = height;
    this.widths = widths;
    this.depths = new Uint8Array(width * height);
    this.stamps = new Map();
  }

  add(x, y, radius) {
    const { side, rows, columns, depths } = this.stampOf(radius);
    const left = Math.round(x) - (side >> 1);
    const top = Math.round(y) - (side >> 1);
    const whole = left >= 0 && top >= 0 && left + side <= this.width && top + side <= this.height;
    for (let i = 0; i < depths.length; i++) {
      const column = left + columns[i];
      const row = top + rows[i];
      if (!whole && (column < 0 || row < 0 || column >= this.width || row >= this.height)) continue;
      const at = row * this.width + column;
      if (depths[i] > this.depths[at]) this.depths[at] = depths[i];
    }
  }

  // The pixels that a ring touches, and how deep in its strokes each one lies.
  stampOf(radius) {
    const size = Math.round(radius * 2) / 2;
    let stamp = this.stamps.get(size);
    if (!stamp) {
      stamp = this.drawStamp(size);
      this.stamps.set(size, stamp);
    }
    return stamp;
  }

  drawStamp(radius) {
    const reach = Math.ceil(radius + this.widths[0] / 2 + 1);
    const stamp = { side: 2 * reach + 1, rows: [], columns: [], depths: [] };
    for (let row = -reach; row <= reach; row++) {
      for (let column = -reach; column <= reach; column++) {
        const away = Math.abs(Math.hypot(row, column) - radius);
        const cover = this.widths.reduce((sum, width) => sum + clamp(width / 2 + 0.5 - away), 0);
        if (cover === 0) continue;
        stamp.rows.push(row + reach);
        stamp.columns.push(column + reach);
        stamp.depths.push(Math.round(cover * STEPS));
      }
    }
    return { side: stamp.side, rows: Int32Array.from(stamp.rows), columns: Int32Array.from(stamp.columns), depths: Uint8Array.from(stamp.depths) };
  }

  // colors: #RRGGBB of the three strokes.
  picture(colors) {
    const image = new ImageData(this.width, this.height);
    const pixels = new Uint32Array(image.data.buffer);
    const inks = inksOf(colors);
    for (let at = 0; at < pixels.length; at++) if (this.depths[at]) pixels[at] = inks[this.depths[at]];
    return image;
  }
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}

// The pixel of every depth: the first colour fades in, then turns into the next ones.
function inksOf(colors) {
  const channels = colors.map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
  const bytes = new Uint8ClampedArray(4 * (colors.length * STEPS + 1));
  for (let depth = 1; depth <= colors.length * STEPS; depth++) {
    const stroke = Math.ceil(depth / STEPS) - 1;
    const part = depth / STEPS - stroke;
    const [from, to] = [channels[Math.max(stroke - 1, 0)], channels[stroke]];
    for (let i = 0; i < 3; i++) bytes[4 * depth + i] = from[i] + (to[i] - from[i]) * part;
    bytes[4 * depth + 3] = stroke === 0 ? 255 * part : 255;
  }
  return new Uint32Array(bytes.buffer);
}
