// A change that has not been made yet: the outline as it is (dashed red) and as it would be (filled blue).

import { SELECTION, SELECTION_CORE } from "./style.js";
import { ViewCanvas } from "./view_canvas.js";

const BEFORE = "#C4001A";

export const PreviewLayer = ViewCanvas.extend({
  className: "preview-canvas",

  initialize(options) {
    L.setOptions(this, options);
    this.before = [];
    this.after = [];
  },

  getEvents() {
    return { ...ViewCanvas.prototype.getEvents.call(this), move: this.refresh };
  },

  // Rings of [longitude, latitude]; both empty: nothing to show.
  show({ before, after }) {
    this.before = before;
    this.after = after;
    this.refresh();
  },

  paint(context) {
    if (this.after.length) {
      const after = this.pathOf(this.after);
      context.fillStyle = `${SELECTION}38`;
      context.fill(after, "evenodd");
      strokes(context, after, [["#FFFFFF", 5, []], [SELECTION, 3, []], [SELECTION_CORE, 1, []]]);
    }
    if (this.before.length) strokes(context, this.pathOf(this.before), [["#FFFFFF", 4, []], [BEFORE, 2, [6, 4]]]);
  },

  pathOf(rings) {
    const path = new Path2D();
    for (const ring of rings) {
      ring.forEach(([lng, lat], i) => {
        const { x, y } = this._map.latLngToContainerPoint([lat, lng]);
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      });
    }
    return path;
  },
});

function strokes(context, path, styles) {
  context.lineJoin = "round";
  for (const [color, width, dash] of styles) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.setLineDash(dash);
    context.stroke(path);
  }
  context.setLineDash([]);
}
