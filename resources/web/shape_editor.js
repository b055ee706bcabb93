// The vertices of one feature as handles: drag one to move it, drag the middle of an edge to add one,
// Delete or a double click removes the one under the mouse. The program changes the feature and sends it back.

import { snappable, snapTo } from "./snapping.js";
import { SELECTION, SELECTION_CORE } from "./style.js";
import { ViewCanvas } from "./view_canvas.js";

const REACH = 9; // pixels
const HANDLE = 4;
const MIDDLE = 3;

export const ShapeEditor = ViewCanvas.extend({
  className: "shape-editor",

  // layers(): what is snapped to; tell(action, vertex, place): "move", "insert" or "remove".
  initialize({ layers, tell }) {
    this.layers = layers;
    this.tell = tell;
    this.clear();
  },

  getEvents() {
    return {
      ...ViewCanvas.prototype.getEvents.call(this),
      move: this.refresh,
      mousemove: this.hover,
      mousedown: this.press,
      mouseup: this.release,
    };
  },

  clear() {
    this.places = [];
    this.starts = [];
    this.closed = false;
    this.feature = null;
    this.under = this.dragged = this.preview = null;
    if (this._map) this.refresh();
  },

  // places: [longitude, latitude] of every vertex; starts: where each ring begins; feature: { layer,
  // position } of what is edited, which must not catch its own vertices.
  show({ places, starts, closed, feature }) {
    this.places = places;
    this.starts = starts;
    this.closed = closed;
    this.feature = feature;
    this.under = this.dragged = this.preview = null;
    this.refresh();
  },

  onScreen([lng, lat]) {
    return this._map.latLngToContainerPoint([lat, lng]);
  },

  // [first, last) of each ring; a closed ring repeats its first vertex at the end.
  rings() {
    return this.starts.map((start, i) => [start, this.starts[i + 1] ?? this.places.length]);
  },

  // The handle under a point: { vertex, middle }; corners win over middles.
  handleAt(point) {
    let found = null;
    let nearest = REACH;
    for (const middle of [false, true]) {
      if (middle && found) break;
      for (const [vertex, at] of this.handles(middle)) {
        const distance = at.distanceTo(point);
        if (distance > nearest) continue;
        [found, nearest] = [{ vertex, middle }, distance];
      }
    }
    return found;
  },

  *handles(middle) {
    for (const [first, last] of this.rings()) {
      const end = middle || this.closed ? last - 1 : last;
      for (let i = first; i < Math.max(end, first + (middle ? 0 : 1)); i++) {
        const at = this.onScreen(this.places[i]);
        yield [i, middle ? at.add(this.onScreen(this.places[i + 1])).divideBy(2) : at];
      }
    }
  },

  hover({ containerPoint, latlng, originalEvent }) {
    if (!this.places.length) return;
    if (this.dragged) {
      const caught = originalEvent.altKey ? null : snapTo(this._map, snappable("areas", this.layers()), containerPoint, this.feature);
      this.preview = caught ?? { lng: latlng.lng, lat: latlng.lat, snap: null };
    } else {
      this.under = this.handleAt(containerPoint);
      this._map.getContainer().classList.toggle("over-handle", this.under !== null);
    }
    this.refresh();
  },

  press({ containerPoint, originalEvent }) {
    if (!this.places.length || originalEvent.button !== 0) return;
    this.dragged = this.handleAt(containerPoint);
    if (this.dragged) this._map.dragging.disable();
  },

  release() {
    if (!this.dragged) return;
    const { dragged, preview } = this;
    this.dragged = this.preview = null;
    this._map.dragging.enable();
    if (preview) this.tell(dragged.middle ? "insert" : "move", dragged.vertex, preview);
    this.refresh();
  },

  // Remove the vertex under the mouse; false if there is none.
  remove() {
    if (!this.under || this.under.middle) return false;
    const [lng, lat] = this.places[this.under.vertex];
    this.tell("remove", this.under.vertex, { lng, lat, snap: null });
    return true;
  },

  paint(context) {
    if (!this.places.length) return;
    const outline = new Path2D();
    for (const [first, last] of this.rings()) {
      for (let i = first; i < last; i++) {
        const { x, y } = this.onScreen(this.shown(i, first, last));
        if (i === first) outline.moveTo(x, y);
        else outline.lineTo(x, y);
        if (this.dragged?.middle && this.preview && i === this.dragged.vertex) {
          const added = this.onScreen([this.preview.lng, this.preview.lat]);
          outline.lineTo(added.x, added.y);
        }
      }
    }
    for (const [color, width] of [["#FFFFFF", 5], [SELECTION, 3], [SELECTION_CORE, 1]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.stroke(outline);
    }
    const size = this._map.getSize();
    const near = ({ x, y }) => x > -REACH && y > -REACH && x < size.x + REACH && y < size.y + REACH;
    for (const middle of [true, false]) {
      for (const [vertex, at] of this.handles(middle)) {
        const under = this.under?.vertex === vertex && this.under.middle === middle;
        if (near(at)) drawHandle(context, at, { middle, under });
      }
    }
  },

  // A vertex as it would be when the mouse is let go.
  shown(i, first, last) {
    const { dragged, preview } = this;
    if (!dragged || dragged.middle || !preview) return this.places[i];
    const twin = this.closed && dragged.vertex === first && i === last - 1;
    return i === dragged.vertex || twin ? [preview.lng, preview.lat] : this.places[i];
  },
});

// Squares are vertices, small disks the middles of edges: told apart without colour.
function drawHandle(context, { x, y }, { middle, under }) {
  const reach = (middle ? MIDDLE : HANDLE) + (under ? 2 : 0);
  context.fillStyle = under ? "#D0007F" : "#FFFFFF";
  context.strokeStyle = SELECTION_CORE;
  context.lineWidth = 1.5;
  context.beginPath();
  if (middle) context.arc(x, y, reach, 0, 2 * Math.PI);
  else context.rect(x - reach, y - reach, 2 * reach, 2 * reach);
  context.fill();
  context.stroke();
}
