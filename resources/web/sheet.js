// A sheet of canvas tiles over the map on which one or more layers are drawn, bottom first.
// Tiles are painted in small portions so that panning stays smooth, and the old tiles stay,
// scaled, until those of a new zoom level are complete.

export const TILE_SIZE = 256;
const AHEAD = 128; // pixels outside the view that are painted before they are seen
const UNSEEN = 1000; // their turn comes last
const BUSY_BUDGET_MS = 6;
const BUSY_TILES = 2;
const IDLE_BUDGET_MS = 40;
const RESTING_AFTER_MS = 120;

// Paints waiting tiles, nearest to the centre first, within the time a frame leaves.
export class PaintQueue {
  constructor() {
    this.jobs = new Set();
    this.frame = 0;
    this.moved = 0;
  }

  add(job) {
    this.jobs.add(job);
    if (!this.frame) this.frame = requestAnimationFrame(() => this.run());
  }

  remove(job) {
    this.jobs.delete(job);
  }

  noteMove() {
    this.moved = performance.now();
  }

  run() {
    this.frame = 0;
    const start = performance.now();
    const moving = start - this.moved < RESTING_AFTER_MS;
    const budget = moving ? BUSY_BUDGET_MS : IDLE_BUDGET_MS;
    // The browser takes its time to show new tiles, too: a few in a frame keep the map moving.
    const most = moving ? BUSY_TILES : Infinity;
    const waiting = [...this.jobs].sort((a, b) => a.rank - b.rank);
    for (let done = 0; done < waiting.length && done < most; done++) {
      this.jobs.delete(waiting[done]);
      waiting[done].run();
      if (performance.now() - start > budget) break;
    }
    if (this.jobs.size && !this.frame) this.frame = requestAnimationFrame(() => this.run());
  }
}

export const Sheet = L.Layer.extend({
  // painters: functions (context, tile) called in order; onPainted: all tiles in view are done.
  initialize({ queue, painters, onPainted }) {
    this.queue = queue;
    this.painters = painters;
    this.onPainted = onPainted;
    this.old = null;
    this.current = null;
  },

  onAdd() {
    this.holder = L.DomUtil.create("div", "sheet", this.getPane());
    this.reset();
  },

  onRemove() {
    this.drop(this.old);
    this.drop(this.current);
    this.old = this.current = null;
    this.holder.remove();
  },

  getEvents() {
    return { viewreset: this.follow, zoom: this.follow, zoomend: this.reset, move: this.extend, resize: this.extend };
  },

  setOrder(order) {
    this.holder.style.zIndex = order;
  },

  // Paint everything again, over what stands there.
  repaint(painters) {
    this.painters = painters;
    if (!this.current) return;
    for (const tile of this.current.tiles.values()) this.enqueue(tile);
    this.extend();
  },

  reset() {
    if (!this._map || !this._map.getSize().x) return;
    const zoom = this._map.getZoom();
    if (this.current && this.current.zoom === zoom) {
      this.extend();
      return;
    }
    if (this.current && !this.old) this.old = this.current;
    else this.drop(this.current);
    const element = L.DomUtil.create("div", "sheet-tiles", this.holder);
    // Shown when complete: two zoom levels through each other cannot be read.
    element.hidden = this.old !== null;
    this.current = { zoom, element, tiles: new Map(), origin: this._map.getPixelOrigin() };
    this.follow();
    this.extend();
  },

  // Keep both generations of tiles where they belong after the pixel origin changed.
  follow() {
    for (const tiles of [this.old, this.current]) {
      if (!tiles) continue;
      const scale = this._map.getZoomScale(this._map.getZoom(), tiles.zoom);
      const offset = tiles.origin.multiplyBy(scale).subtract(this._map.getPixelOrigin()).round();
      L.DomUtil.setTransform(tiles.element, offset, scale);
    }
  },

  extend() {
    if (!this.current || this.current.zoom !== this._map.getZoom()) return;
    const view = this._map.getPixelBounds();
    const wanted = this.tileRange(view, AHEAD);
    this.prune(this.tileRange(view, AHEAD + TILE_SIZE));
    const middle = view.getCenter().divideBy(TILE_SIZE);
    for (let row = wanted.min.y; row <= wanted.max.y; row++) {
      for (let column = wanted.min.x; column <= wanted.max.x; column++) {
        const key = `${column} ${row}`;
        if (!this.current.tiles.has(key)) this.addTile(key, column, row, middle);
      }
    }
    this.settle();
  },

  tileRange(view, margin) {
    const first = (value) => Math.floor((value - margin) / TILE_SIZE);
    return L.bounds(
      [first(view.min.x), first(view.min.y)],
      [Math.floor((view.max.x + margin) / TILE_SIZE), Math.floor((view.max.y + margin) / TILE_SIZE)],
    );
  },

  addTile(key, column, row, middle) {
    const ratio = window.devicePixelRatio || 1;
    const canvas = L.DomUtil.create("canvas", "sheet-tile");
    // Where scaling may put an edge between pixels, one device pixel more than its share, so that no
    // gap shows; elsewhere not, because what is translucent would be twice as dense there.
    const side = Math.ceil(TILE_SIZE * ratio) + (Number.isInteger(ratio) ? 0 : 1);
    canvas.width = canvas.height = side;
    canvas.style.width = canvas.style.height = `${side / ratio}px`;
    const place = L.point(column * TILE_SIZE, row * TILE_SIZE);
    const seen = this.tileRange(this._map.getPixelBounds(), 0).contains([column, row]);
    L.DomUtil.setPosition(canvas, place.subtract(this.current.origin));
    const tile = {
      canvas,
      area: { left: place.x, top: place.y, size: side / ratio, zoom: this.current.zoom, ratio },
      column,
      row,
      rank: Math.hypot(column + 0.5 - middle.x, row + 0.5 - middle.y) + (seen ? 0 : UNSEEN),
      waiting: false,
    };
    tile.run = () => this.paintTile(tile);
    this.current.tiles.set(key, tile);
    this.enqueue(tile);
  },

  enqueue(tile) {
    tile.waiting = true;
    this.queue.add(tile);
  },

  paintTile(tile) {
    const context = (tile.context ??= tile.canvas.getContext("2d", { willReadFrequently: true }));
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, tile.canvas.width, tile.canvas.height);
    context.setTransform(tile.area.ratio, 0, 0, tile.area.ratio, 0, 0);
    for (const paint of this.painters) paint(context, tile.area);
    if (!tile.canvas.parentNode) this.current.element.append(tile.canvas);
    tile.waiting = false;
    this.settle();
  },

  // Once every tile in view is painted the former zoom level goes, and the owner is told.
  settle() {
    if (!this.current) return; // a map without size has no tiles yet
    const view = this.tileRange(this._map.getPixelBounds(), 0);
    for (const tile of this.current.tiles.values()) {
      if (tile.waiting && view.contains([tile.column, tile.row])) return;
    }
    this.current.element.hidden = false;
    this.drop(this.old);
    this.old = null;
    this.onPainted(this);
  },

  prune(range) {
    for (const [key, tile] of this.current.tiles) {
      if (range.contains([tile.column, tile.row])) continue;
      this.queue.remove(tile);
      tile.canvas.remove();
      this.current.tiles.delete(key);
    }
  },

  drop(tiles) {
    if (!tiles) return;
    for (const tile of tiles.tiles.values()) this.queue.remove(tile);
    tiles.element.remove();
  },
});

// Draws with the layer's opacity; what overlaps inside the layer must not show through itself.
export function withOpacity(opacity, paint) {
  if (opacity >= 1) return paint;
  return (context, area) => {
    const scratch = scratchLike(context.canvas);
    const inner = scratch.getContext("2d", { willReadFrequently: true });
    inner.setTransform(1, 0, 0, 1, 0, 0);
    inner.clearRect(0, 0, scratch.width, scratch.height);
    inner.setTransform(area.ratio, 0, 0, area.ratio, 0, 0);
    paint(inner, area);
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = opacity;
    context.drawImage(scratch, 0, 0);
    context.restore();
  };
}

let scratchCanvas = null;

function scratchLike({ width, height }) {
  scratchCanvas ??= document.createElement("canvas");
  if (scratchCanvas.width !== width || scratchCanvas.height !== height) {
    scratchCanvas.width = width;
    scratchCanvas.height = height;
  }
  return scratchCanvas;
}
