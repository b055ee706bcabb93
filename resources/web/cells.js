// Points summed up in square cells that lie the same way whatever is in view.

import { NO_CLASS } from "./payload.js";

// For each cell that holds points: how many (or the sum of their weights), their middle and box.
export class Cells {
  // side: of a cell in steps; weights: by position, null for 1 each.
  constructor(index, side, weights = null) {
    this.side = side;
    this.slots = new Map();
    this.counts = [];
    this.sums = [];
    this.sumX = [];
    this.sumY = [];
    this.boxes = [];
    this.first = []; // where in the index one of its points stands
    this.add(index, weights);
  }

  add({ x, y, classes, positions, size }, weights) {
    let [last, slot] = [-1, -1]; // neighbours in the index mostly lie in one cell
    for (let at = 0; at < size; at++) {
      if (classes[at] === NO_CLASS) continue;
      const key = keyOf(Math.floor(x[at] / this.side), Math.floor(y[at] / this.side));
      if (key !== last) [last, slot] = [key, this.slotOf(key, x[at], y[at], at)];
      this.counts[slot]++;
      this.sums[slot] += weights ? weights[positions[at]] : 1;
      this.sumX[slot] += x[at];
      this.sumY[slot] += y[at];
      widen(this.boxes[slot], x[at], y[at]);
    }
  }

  slotOf(key, x, y, at) {
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.counts.length;
      this.slots.set(key, slot);
      for (const list of [this.counts, this.sums, this.sumX, this.sumY]) list.push(0);
      this.boxes.push({ west: x, north: y, east: x, south: y });
      this.first.push(at);
    }
    return slot;
  }

  middle(slot) {
    return { x: this.sumX[slot] / this.counts[slot], y: this.sumY[slot] / this.counts[slot] };
  }

  // Slots of the cells around a place and of its own.
  around(x, y) {
    const [column, row] = [Math.floor(x / this.side), Math.floor(y / this.side)];
    const found = [];
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const slot = this.slots.get(keyOf(c, r));
        if (slot !== undefined) found.push(slot);
      }
    }
    return found;
  }
}

function keyOf(column, row) {
  return row * 0x4000000 + column;
}

export function widen(box, x, y) {
  if (x < box.west) box.west = x;
  if (x > box.east) box.east = x;
  if (y < box.north) box.north = y;
  if (y > box.south) box.south = y;
}
