// A grid over boxes (west, north, east, south in steps, four numbers each): which meet a rectangle.
// A box stands in the cell of its north-west corner, so a search looks as far before the rectangle
// as boxes reach; the few that reach very far are asked each time.

const BOXES_PER_CELL = 2;
const MOST_CELLS = 1 << 18;
const FAR = 4; // cells

export class BoxIndex {
  constructor(boxes, count) {
    this.boxes = boxes;
    this.layOut(count);
    this.fill(count);
  }

  layOut(count) {
    const { boxes } = this;
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = 0; at < count * 4; at += 4) {
      if (boxes[at] < west) west = boxes[at];
      if (boxes[at + 1] < north) north = boxes[at + 1];
      if (boxes[at + 2] > east) east = boxes[at + 2];
      if (boxes[at + 3] > south) south = boxes[at + 3];
    }
    const empty = west === Infinity;
    const [width, height] = empty ? [1, 1] : [east - west + 1, south - north + 1];
    const cells = Math.min(MOST_CELLS, Math.max(1, count / BOXES_PER_CELL));
    this.west = empty ? 0 : west;
    this.north = empty ? 0 : north;
    this.cell = Math.max(1, Math.sqrt((width * height) / cells), width / 4096, height / 4096);
    this.columns = Math.ceil(width / this.cell);
    this.rows = Math.ceil(height / this.cell);
  }

  fill(count) {
    const { boxes, west, north, cell, columns } = this;
    const starts = new Uint32Array(columns * this.rows + 1);
    const cells = new Int32Array(count).fill(-1);
    this.large = [];
    this.wide = this.high = 0; // how far the boxes in the cells reach
    for (let box = 0, at = 0; box < count; box++, at += 4) {
      if (boxes[at] === Infinity) continue;
      const [width, height] = [boxes[at + 2] - boxes[at], boxes[at + 3] - boxes[at + 1]];
      if (width > FAR * cell || height > FAR * cell) {
        this.large.push(box);
        continue;
      }
      if (width > this.wide) this.wide = width;
      if (height > this.high) this.high = height;
      cells[box] = Math.floor((boxes[at + 1] - north) / cell) * columns + Math.floor((boxes[at] - west) / cell);
      starts[cells[box] + 1]++;
    }
    for (let at = 1; at < starts.length; at++) starts[at] += starts[at - 1];
    const next = starts.slice();
    this.starts = starts;
    this.members = new Uint32Array(starts[starts.length - 1]);
    for (let box = 0; box < count; box++) if (cells[box] >= 0) this.members[next[cells[box]]++] = box;
  }

  // Positions of the boxes that meet the rectangle, in ascending order.
  meeting(west, north, east, south) {
    const { boxes, cell, columns, rows } = this;
    const meets = (at) => boxes[at] <= east && boxes[at + 2] >= west && boxes[at + 1] <= south && boxes[at + 3] >= north;
    const found = this.large.filter((box) => meets(box * 4));
    const first = Math.max(0, Math.floor((west - this.wide - this.west) / cell));
    const last = Math.min(columns - 1, Math.floor((east - this.west) / cell));
    const top = Math.max(0, Math.floor((north - this.high - this.north) / cell));
    const bottom = Math.min(rows - 1, Math.floor((south - this.north) / cell));
    if (first > last) return Uint32Array.from(found);
    for (let row = top; row <= bottom; row++) {
      const end = this.starts[row * columns + last + 1];
      for (let at = this.starts[row * columns + first]; at < end; at++) {
        if (meets(this.members[at] * 4)) found.push(this.members[at]);
      }
    }
    return Uint32Array.from(found).sort();
  }
}
