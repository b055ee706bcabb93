// Points as a glow: their density on a coarse grid that lies the same way for all tiles.

import { Cells } from "./cells.js";
import { PointArt, rangesOf } from "./points.js";
import { NO_CLASS } from "./payload.js";
import { pixelsPerStep } from "./world.js";

const CELLS_PER_RADIUS = 5;
const SIGMAS = 2.5; // of the bell that a point becomes, within its radius
const FULL_SHARE = 0.7; // of the densest place: what is as dense as that has the last colour
const LEAST_WEIGHTS = 4; // a single point never glows as if it were many
const COLORS = 256;
const FAINTEST = 0.015;

export class HeatArt {
  constructor(data, { radius, ramp }) {
    this.points = new PointArt(data);
    this.weights = data.weights;
    this.radius = radius;
    this.colors = colorsOf(ramp);
    this.zoom = null;
    this.full = 1;
  }

  hidesPoints() {
    return true;
  }

  useZoom(zoom) {
    if (this.zoom === zoom) return;
    this.zoom = zoom;
    this.full = fullDensity(this.points.index, this.radius / pixelsPerStep(zoom), this.weights);
  }

  paint(context, tile) {
    this.useZoom(tile.zoom);
    const ranges = rangesOf(this.points.index, tile, this.radius * 1.5);
    if (ranges.length === 0) return;
    const cell = Math.max(1, this.radius / CELLS_PER_RADIUS);
    const reach = Math.ceil(this.radius / cell);
    const grid = {
      cell,
      column: Math.floor(tile.left / cell) - 1 - reach,
      row: Math.floor(tile.top / cell) - 1 - reach,
      side: Math.ceil(tile.size / cell) + 3 + 2 * reach,
    };
    const density = blurred(this.sums(ranges, tile.zoom, grid), grid.side, bell(reach, this.radius / cell));
    const picture = this.picture(density, grid.side);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    const width = grid.side * cell;
    context.drawImage(picture, grid.column * cell - tile.left, grid.row * cell - tile.top, width, width);
  }

  sums(ranges, zoom, { cell, column, row, side }) {
    const { x, y, classes, positions } = this.points.index;
    const scale = pixelsPerStep(zoom) / cell;
    const sums = new Float32Array(side * side);
    for (const [from, to] of ranges) {
      for (let at = from; at < to; at++) {
        const c = Math.floor(x[at] * scale) - column;
        const r = Math.floor(y[at] * scale) - row;
        if (c < 0 || r < 0 || c >= side || r >= side || classes[at] === NO_CLASS) continue;
        sums[r * side + c] += this.weights ? this.weights[positions[at]] : 1;
      }
    }
    return sums;
  }

  picture(density, side) {
    scratch ??= document.createElement("canvas");
    scratch.width = scratch.height = side;
    const context = scratch.getContext("2d", { willReadFrequently: true });
    const image = new ImageData(side, side);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = this.colors[Math.min(COLORS - 1, Math.floor((density[i] / this.full) * COLORS))];
    }
    context.putImageData(image, 0, 0);
    return scratch;
  }

  at(x, y, reach) {
    return this.points.at(x, y, reach);
  }
}

let scratch = null;

// A cell as wide as the radius holds about as much as the bells add up to in its middle.
function fullDensity(index, side, weights) {
  const { sums, counts } = new Cells(index, side, weights);
  let [most, total, points] = [0, 0, 0];
  for (let slot = 0; slot < sums.length; slot++) {
    most = Math.max(most, sums[slot]);
    total += sums[slot];
    points += counts[slot];
  }
  return Math.max(FULL_SHARE * most, (LEAST_WEIGHTS * total) / Math.max(1, points)) || 1;
}

function bell(reach, radius) {
  const sigma = radius / SIGMAS;
  return Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
}

// Convolution with the bell, along the rows and then along the columns.
export function blurred(sums, side, kernel) {
  return along(along(sums, side, kernel, 1, side), side, kernel, side, 1);
}

function along(values, side, kernel, step, across) {
  const reach = (kernel.length - 1) / 2;
  const result = new Float32Array(values.length);
  for (let line = 0; line < side; line++) {
    for (let i = 0; i < side; i++) {
      const value = values[line * across + i * step];
      if (value === 0) continue;
      const [from, to] = [Math.max(0, i - reach), Math.min(side - 1, i + reach)];
      for (let k = from; k <= to; k++) result[line * across + k * step] += value * kernel[k - i + reach];
    }
  }
  return result;
}

// Pixels (ABGR) from thin to dense: the ramp, fading out towards nothing.
function colorsOf(ramp) {
  const stops = ramp.map((color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)));
  return Uint32Array.from({ length: COLORS }, (_, i) => {
    const density = i / (COLORS - 1);
    if (density < FAINTEST) return 0;
    const along = Math.sqrt(density) * (stops.length - 1);
    const first = Math.min(stops.length - 2, Math.floor(along));
    const mix = (channel) => {
      const [from, to] = [stops[Math.max(0, first)], stops[Math.min(stops.length - 1, first + 1)]];
      return Math.round(from[channel] + (to[channel] - from[channel]) * (along - first));
    };
    const alpha = Math.round(255 * Math.min(0.88, 0.15 + 4 * density));
    return ((alpha << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0)) >>> 0;
  });
}
