// A grid over boxes (west, north, east, south in steps, four numbers each): which meet a rectangle.

const BOXES_PER_CELL = 2;
const MOST_CELLS = 1 << 18;
const WIDEST = 64; // cells; a larger box is asked each time instead of standing in all of them

export class BoxIndex {
  constructor(boxes, count) {
    this.boxes = boxes;
    this.layOut(count);
    this.large = [];
    this.seen = new Uint32Array(count); // in which search a box was met last
    this.search = 0;
    this.fill(count);
  }

  layOut(count) {
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = 0; at < count * 4; at += 4) {
      if (this.boxes[at] === Infinity) continue;
      west = Math.min(west, this.boxes[at]);
      north = Math.min(north, this.boxes[at + 1]);
      east = Math.max(east, this.boxes[at + 2]);
      south = Math.max(south, this.boxes[at + 3]);
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

  // Two passes: how many boxes each cell has, then which.
  fill(count) {
    const starts = new Uint32Array(this.columns * this.rows + 1);
    const placed = [];
    for (let box = 0; box < count; box++) {
      if (this.boxes[box * 4] === Infinity) continue;
      const range = this.cellsOfBox(box);
      if ((range.right - range.left + 1) * (range.bottom - range.top + 1) > WIDEST) {
        this.large.push(box);
        continue;
      }
      placed.push(box);
      this.eachCell(range, (cell) => starts[cell + 1]++);
    }
    for (let cell = 1; cell < starts.length; cell++) starts[cell] += starts[cell - 1];
    const next = starts.slice();
    this.starts = starts;
    this.members = new Uint32Array(starts[starts.length - 1]);
    for (const box of placed) {
      this.eachCell(this.cellsOfBox(box), (cell) => (this.members[next[cell]++] = box));
    }
  }

  cellsOfBox(box) {
    const [boxes, at] = [this.boxes, box * 4];
    return this.cellsOf(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
  }

  cellsOf(west, north, east, south) {
    const column = (x) => Math.max(0, Math.min(this.columns - 1, Math.floor((x - this.west) / this.cell)));
    const row = (y) => Math.max(0, Math.min(this.rows - 1, Math.floor((y - this.north) / this.cell)));
    return { left: column(west), right: column(east), top: row(north), bottom: row(south) };
  }

  eachCell({ left, right, top, bottom }, visit) {
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) visit(row * this.columns + column);
    }
  }

  // Positions of the boxes that meet the rectangle, in ascending order.
  meeting(west, north, east, south) {
    const { boxes, seen } = this;
    const search = ++this.search;
    const found = [];
    const look = (box) => {
      const at = box * 4;
      if (seen[box] === search) return;
      seen[box] = search;
      if (boxes[at] <= east && boxes[at + 2] >= west && boxes[at + 1] <= south && boxes[at + 3] >= north) found.push(box);
    };
    this.large.forEach(look);
    this.eachCell(this.cellsOf(west, north, east, south), (cell) => {
      for (let at = this.starts[cell]; at < this.starts[cell + 1]; at++) look(this.members[at]);
    });
    return Uint32Array.from(found).sort();
  }
}
