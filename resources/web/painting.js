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
    const wanted = new Set(runs.map(keyOf));
    for (const [key, { sheet }] of this.sheets) {
      if (wanted.has(key)) continue;
      sheet.remove();
      this.sheets.delete(key);
    }
    runs.forEach((run, order) => this.showRun(run, order));
  }

  showRun(run, order) {
    const key = keyOf(run);
    const stamp = run.map((layer) => layer.boundsStamp).join();
    const painters = run.map((layer) => withOpacity(layer.spec.opacity, layer.paint));
    let entry = this.sheets.get(key);
    if (!entry) {
      const sheet = new Sheet({ queue: this.queue, painters, onPainted: (sheet) => this.finished(sheet) });
      entry = { sheet, stamp };
      this.sheets.set(key, entry);
      sheet.layers = run;
      sheet.addTo(this.map);
    } else {
      entry.sheet.layers = run;
      if (entry.stamp !== stamp) entry.sheet.repaint(painters);
      else entry.sheet.settle();
      entry.stamp = stamp;
    }
    entry.sheet.setOrder(order);
  }

  finished(sheet) {
    this.onPainted(sheet.layers);
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

function keyOf(run) {
  return run.map(({ spec }) => `${spec.id}@${spec.revision}`).join(" ");
}
