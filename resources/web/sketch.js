// Entering places with the mouse: clicks set vertices, Backspace takes the last one back, Enter or a
// double click finishes. Rectangles and circles may be dragged as well.

import { LEAST_VERTICES, MOST_VERTICES } from "./sketch_tools.js";
import { SNAP_REACH, snappable, snapTo } from "./snapping.js";
import { SELECTION, SELECTION_CORE } from "./style.js";
import { ViewCanvas } from "./view_canvas.js";

const DRAGGED = new Set(["rectangle", "circle"]);
const HANDLE = 4; // pixels
const LONGEST_CLICK = 4; // pixels that a click may wander

export const SketchLayer = ViewCanvas.extend({
  className: "sketch-canvas",

  // layers(): what is snapped to; tell(phase, sketch): "changed", "done" or "cancelled".
  initialize({ layers, tell }) {
    this.layers = layers;
    this.tell = tell;
    this.tool = null;
    this.vertices = [];
    this.cursor = null;
    this.pressed = null;
  },

  getEvents() {
    return {
      ...ViewCanvas.prototype.getEvents.call(this),
      move: this.refresh,
      mousemove: this.hover,
      mousedown: this.press,
      mouseup: this.release,
      mouseout: this.leaveMap,
    };
  },

  start(tool) {
    this.tool = tool;
    this.clear();
    this.handleDragging(!DRAGGED.has(tool.shape));
  },

  stop() {
    if (!this.tool) return;
    this.tool = null;
    this.clear();
    this.handleDragging(true);
  },

  clear() {
    this.vertices = [];
    this.cursor = this.pressed = null;
    this.refresh();
  },

  // While a rectangle is dragged, the map stands still.
  handleDragging(on) {
    for (const handler of [this._map.dragging, this._map.boxZoom]) {
      if (on) handler.enable();
      else handler.disable();
    }
  },

  complete() {
    return this.vertices.length >= LEAST_VERTICES[this.tool.shape];
  },

  // A place of the screen as a vertex; Alt switches snapping off, Shift turns the last edge square.
  placeAt({ containerPoint, latlng, originalEvent = {} }) {
    const snapped = this.tool.snap && !originalEvent.altKey ? snapTo(this._map, snappable(this.tool.snap, this.layers()), containerPoint) : null;
    if (snapped) return snapped;
    const square = originalEvent.shiftKey && this.vertices.length && !DRAGGED.has(this.tool.shape);
    const { lng, lat } = square ? this.squared(containerPoint) : latlng;
    return { lng, lat, snap: null };
  },

  // The place turned to the nearest right angle with the edge before (or with north).
  squared(point) {
    const corner = this.onScreen(this.vertices.at(-1));
    const before = this.vertices.length > 1 ? this.onScreen(this.vertices.at(-2)) : corner.add([0, 1]);
    const base = Math.atan2(corner.y - before.y, corner.x - before.x);
    const turn = Math.atan2(point.y - corner.y, point.x - corner.x) - base;
    const angle = base + (Math.round(turn / (Math.PI / 2)) * Math.PI) / 2;
    const length = Math.hypot(point.x - corner.x, point.y - corner.y);
    return this._map.containerPointToLatLng([corner.x + length * Math.cos(angle), corner.y + length * Math.sin(angle)]);
  },

  onScreen({ lng, lat }) {
    return this._map.latLngToContainerPoint([lat, lng]);
  },

  hover(event) {
    if (!this.tool) return;
    this.cursor = this.placeAt(event);
    this.refresh();
    this.tellSoon();
  },

  leaveMap() {
    if (!this.tool || this.pressed) return;
    this.cursor = null;
    this.refresh();
  },

  press(event) {
    if (!this.tool || event.originalEvent.button !== 0 || !DRAGGED.has(this.tool.shape)) return;
    this.pressed = event.containerPoint;
    if (!this.vertices.length) this.vertices = [this.placeAt(event)];
    this.cursor = this.placeAt(event);
  },

  release(event) {
    if (!this.tool || !this.pressed) return;
    const dragged = this.pressed.distanceTo(event.containerPoint) > LONGEST_CLICK;
    this.pressed = null;
    // The first click of a rectangle sets a corner; the other one may be clicked or dragged to.
    if (dragged || this.vertices.length > 1 || this.started) {
      this.started = false;
      this.vertices = [this.vertices[0], this.placeAt(event)];
      this.finish(event.originalEvent);
    } else {
      this.started = true;
    }
  },

  click(event) {
    if (DRAGGED.has(this.tool.shape) || event.originalEvent.detail > 1) return;
    this.add(this.placeAt(event), event.originalEvent);
  },

  // A vertex that was clicked or typed.
  add(vertex, keys = {}) {
    this.vertices.push(vertex);
    this.refresh();
    if (this.vertices.length >= MOST_VERTICES[this.tool.shape]) this.finish(keys);
    else this.tell("changed", this.report());
  },

  back() {
    this.vertices.pop();
    this.started = false;
    this.refresh();
    this.tell("changed", this.report());
  },

  // Done, if there are enough vertices; the tool stays for the next sketch.
  finish(keys = {}) {
    if (!this.complete()) return;
    this.tell("done", this.report(keys, false));
    this.clear();
  },

  cancel() {
    const had = this.vertices.length > 0;
    this.clear();
    this.started = false;
    this.tell("cancelled", this.report());
    return had;
  },

  report({ shiftKey = false, ctrlKey = false, altKey = false } = {}, hovering = true) {
    return {
      vertices: this.vertices.map(reported),
      cursor: hovering && this.cursor ? reported(this.cursor) : null,
      shift: shiftKey,
      ctrl: ctrlKey,
      alt: altKey,
    };
  },

  tellSoon() {
    this.telling ||= requestAnimationFrame(() => {
      this.telling = 0;
      if (this.tool && this.vertices.length) this.tell("changed", this.report());
    });
  },

  // ---- drawing

  paint(context) {
    if (!this.tool) return;
    const places = [...this.vertices, ...(this.cursor && this.tool.shape !== "point" ? [this.cursor] : [])].map((place) => this.onScreen(place));
    if (places.length > 1) this.paintOutline(context, places);
    if (!DRAGGED.has(this.tool.shape)) for (const vertex of this.vertices) handle(context, this.onScreen(vertex));
    if (this.cursor?.snap) snapMark(context, this.onScreen(this.cursor), this.cursor.snap.edge);
  },

  paintOutline(context, places) {
    const path = outlineOf(this.tool.shape, places);
    if (this.tool.shape !== "line" && this.tool.shape !== "segment") {
      context.fillStyle = "rgba(0, 163, 224, 0.15)";
      context.fill(path);
    }
    for (const [color, width, dash] of [["#FFFFFF", 5, []], [SELECTION, 3, []], [SELECTION_CORE, 1, [5, 4]]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.setLineDash(dash);
      context.stroke(path);
    }
    context.setLineDash([]);
  },
});

function outlineOf(shape, places) {
  const path = new Path2D();
  const [first] = places;
  const last = places.at(-1);
  if (shape === "rectangle") {
    path.rect(first.x, first.y, last.x - first.x, last.y - first.y);
  } else if (shape === "circle") {
    path.arc(first.x, first.y, first.distanceTo(last), 0, 2 * Math.PI);
  } else {
    places.forEach(({ x, y }, i) => (i ? path.lineTo(x, y) : path.moveTo(x, y)));
    if (shape === "polygon") path.closePath();
  }
  return path;
}

function handle(context, { x, y }) {
  context.fillStyle = "#FFFFFF";
  context.strokeStyle = SELECTION_CORE;
  context.lineWidth = 1.5;
  context.beginPath();
  context.rect(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE);
  context.fill();
  context.stroke();
}

// A square for a vertex, a cross for a place on an edge: told apart without colour.
function snapMark(context, { x, y }, edge) {
  const path = new Path2D();
  if (edge) {
    path.moveTo(x - SNAP_REACH, y - SNAP_REACH);
    path.lineTo(x + SNAP_REACH, y + SNAP_REACH);
    path.moveTo(x + SNAP_REACH, y - SNAP_REACH);
    path.lineTo(x - SNAP_REACH, y + SNAP_REACH);
  } else {
    path.rect(x - SNAP_REACH + 2, y - SNAP_REACH + 2, 2 * SNAP_REACH - 4, 2 * SNAP_REACH - 4);
  }
  for (const [color, width] of [["#FFFFFF", 4], ["#D0007F", 2]]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke(path);
  }
}

function reported({ lng, lat, snap = null }) {
  return { longitude: Math.max(-540, Math.min(540, lng)), latitude: Math.max(-90, Math.min(90, lat)), snap };
}
