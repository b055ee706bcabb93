// A grid over points: three linear passes build it, and what a rectangle needs lies in one piece
// per row of cells, which is what makes reading hundreds of thousands of points quick.

import { NOWHERE } from "./world.js";

const POINTS_PER_CELL = 4;
const MOST_CELLS = 1 << 20;

export class GridIndex {
  // x, y: Int32Array of steps; positions with x = NOWHERE are left out.
  constructor(x, y, classes) {
    const box = boxOf(x, y);
    this.west = box.west;
    this.north = box.north;
    this.size = box.count;
    const [width, height] = [box.east - box.west + 1, box.south - box.north + 1];
    const side = Math.sqrt((width * height) / Math.min(MOST_CELLS, Math.max(1, box.count / POINTS_PER_CELL)));
    this.cell = Math.max(1, side, width / 65536, height / 65536);
    this.columns = Math.ceil(width / this.cell);
    this.rows = Math.ceil(height / this.cell);
    this.sort(x, y, classes);
  }

  sort(x, y, classes) {
    const starts = new Uint32Array(this.columns * this.rows + 1);
    const cells = new Uint32Array(x.length);
    for (let i = 0; i < x.length; i++) {
      if (x[i] === NOWHERE) continue;
      cells[i] = this.cellOf(x[i], y[i]);
      starts[cells[i] + 1]++;
    }
    for (let cell = 0; cell < this.columns * this.rows; cell++) starts[cell + 1] += starts[cell];
    const next = starts.slice();
    this.starts = starts;
    this.x = new Int32Array(this.size);
    this.y = new Int32Array(this.size);
    this.classes = new Uint8Array(this.size);
    this.positions = new Uint32Array(this.size);
    for (let i = 0; i < x.length; i++) {
      if (x[i] === NOWHERE) continue;
      const at = next[cells[i]]++;
      this.x[at] = x[i];
      this.y[at] = y[i];
      this.classes[at] = classes[i];
      this.positions[at] = i;
    }
  }

  cellOf(x, y) {
    return Math.floor((y - this.north) / this.cell) * this.columns + Math.floor((x - this.west) / this.cell);
  }

  // Ranges [from, to) of x, y, classes and positions that hold every point of the rectangle, and
  // some just outside it.
  ranges(west, north, east, south) {
    const column = (x) => Math.floor((x - this.west) / this.cell);
    const row = (y) => Math.floor((y - this.north) / this.cell);
    const [first, last] = [Math.max(0, column(west)), Math.min(this.columns - 1, column(east))];
    const [top, bottom] = [Math.max(0, row(north)), Math.min(this.rows - 1, row(south))];
    const found = [];
    if (first > last) return found;
    for (let line = top; line <= bottom; line++) {
      const from = this.starts[line * this.columns + first];
      const to = this.starts[line * this.columns + last + 1];
      if (to > from) found.push([from, to]);
    }
    return found;
  }
}

// The index of a layer's points, made once however they are drawn.
export function indexOf(data) {
  return (data.index ??= new GridIndex(data.x, data.y, data.classes));
}

function boxOf(x, y) {
  const box = { west: Infinity, north: Infinity, east: -Infinity, south: -Infinity, count: 0 };
  for (let i = 0; i < x.length; i++) {
    if (x[i] === NOWHERE) continue;
    box.count++;
    if (x[i] < box.west) box.west = x[i];
    if (x[i] > box.east) box.east = x[i];
    if (y[i] < box.north) box.north = y[i];
    if (y[i] > box.south) box.south = y[i];
  }
  return box.count ? box : { west: 0, north: 0, east: 0, south: 0, count: 0 };
}
