// Going through the features in view with the Tab key, row by row.

import { anchorsInView } from "./picking.js";

const MOST = 200;
const ROW = 40; // pixels: what stands about as high is read from left to right

export class Walk {
  // layers(): drawable layers from bottom to top; onChoice(hit): the next feature is this one.
  constructor(map, { layers, onChoice }) {
    this.map = map;
    this.layers = layers;
    this.onChoice = onChoice;
    this.at = -1;
    map.on("moveend mousedown", () => (this.at = -1));
  }

  // Choose the next or previous feature; false once there is none.
  step(by) {
    const hits = this.features();
    const next = this.at < 0 && by < 0 ? hits.length - 1 : this.at + by;
    this.at = hits[next] ? next : -1;
    if (hits[next]) this.onChoice(hits[next]);
    return Boolean(hits[next]);
  }

  features() {
    const found = [];
    for (const layer of this.layers().filter(({ spec }) => spec.selectable).reverse()) {
      const { id, revision } = layer.spec;
      const anchors = anchorsInView(this.map, layer, MOST - found.length);
      anchors.sort((a, b) => Math.floor(a.y / ROW) - Math.floor(b.y / ROW) || a.x - b.x);
      found.push(...anchors.map(({ position }) => ({ layer: id, revision, position })));
    }
    return found;
  }
}
