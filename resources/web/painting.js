// Arranges the visible layers on sheets of tiles: what lies directly over each other shares one,
// a layer with very many points has its own so that nothing else makes it draw again.

import { PaintQueue, Sheet, withOpacity } from "./sheet.js";

const MANY_POINTS = 20000;

export class Painting {
  constructor(map, { onPainted }) {
    this.map = map;
    this.onPainted = onPainted;
    this.queue = new PaintQueue();
    this.sheets = new Map();
    map.on("move", () => this.queue.noteMove());
  }

  // layers: visible layers with data, from bottom to top.
  show(layers) {
    const runs = runsOf(layers);
    const before = this.sheets;
    this.sheets = new Map();
    const known = runs.map((run) => take(before, keyOf(run)));
    runs.forEach((run, order) => this.showRun(run, order, known[order] ?? takeLike(before, run)));
    for (const { sheet } of before.values()) sheet.remove();
  }

  // entry: the sheet of the same layers, or of some of them, which stand there until painted over.
  showRun(run, order, entry) {
    const key = keyOf(run);
    const stamp = `${key} ${run.map((layer) => layer.boundsStamp).join()}`;
    const painters = run.map((layer) => withOpacity(layer.spec.opacity, layer.paint));
    const onPainted = (sheet) => this.onPainted(sheet.layers);
    const sheet = entry?.sheet ?? new Sheet({ queue: this.queue, painters, onPainted });
    sheet.layers = run;
    this.sheets.set(key, { sheet, stamp });
    if (!entry) sheet.addTo(this.map);
    else if (entry.stamp !== stamp) sheet.repaint(painters);
    else sheet.settle();
    sheet.setOrder(order);
  }
}

function runsOf(layers) {
  const runs = [];
  let open = null;
  for (const layer of layers) {
    if (layer.data.kind === "point" && layer.data.count > MANY_POINTS) {
      runs.push([layer]);
      open = null;
    } else if (open) {
      open.push(layer);
    } else {
      open = [layer];
      runs.push(open);
    }
  }
  return runs;
}

function take(sheets, key) {
  const entry = sheets.get(key);
  sheets.delete(key);
  return entry;
}

function takeLike(sheets, run) {
  const ids = new Set(run.map(({ spec }) => spec.id));
  const found = [...sheets].find(([, { sheet }]) => sheet.layers.some(({ spec }) => ids.has(spec.id)));
  return found && take(sheets, found[0]);
}

function keyOf(run) {
  return run.map(({ spec }) => `${spec.id}@${spec.revision}`).join(" ");
}
