// Space held: the mouse moves the map, whatever tool is in hand.

import { element } from "./dom.js";

export class SpacePan {
  constructor(map) {
    this.map = map;
    this.veil = element("div", { className: "space-pan" });
    this.veil.hidden = true;
    L.DomEvent.disableClickPropagation(this.veil);
    this.veil.addEventListener("mousemove", (event) => event.stopPropagation());
    this.veil.addEventListener("pointerdown", (event) => this.grasp(event));
    this.veil.addEventListener("pointermove", (event) => this.drag(event));
    this.veil.addEventListener("pointerup", () => (this.from = null));
    map.getContainer().append(this.veil);
  }

  start() {
    this.moved = false;
    this.from = null;
    this.veil.hidden = false;
  }

  // Whether the map was moved in the meantime.
  stop() {
    this.veil.hidden = true;
    this.from = null;
    return this.moved;
  }

  get held() {
    return !this.veil.hidden;
  }

  grasp(event) {
    this.veil.setPointerCapture(event.pointerId);
    this.from = L.point(event.clientX, event.clientY);
    this.moved = true;
  }

  drag(event) {
    if (!this.from) return;
    const here = L.point(event.clientX, event.clientY);
    this.map.panBy(this.from.subtract(here), { animate: false });
    this.from = here;
  }
}
