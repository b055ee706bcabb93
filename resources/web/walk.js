// Going through the features in view with the Tab key, row by row. The one it stands at has a frame
// and is read out; it is selected only by Enter or Space.

import { element } from "./dom.js";
import { anchorsInView } from "./picking.js";

const MOST = 200;
const ROW = 40; // pixels: what stands about as high is read from left to right
const REACH = 11; // pixels around a point
const AROUND = 4;

export class Walk {
  // layers(): drawable layers from bottom to top; factsOf(hit): promise of { name }.
  constructor(map, { layers, factsOf }) {
    this.map = map;
    this.layers = layers;
    this.factsOf = factsOf;
    this.frame = element("div", { className: "walk-frame" });
    this.voice = element("div", { className: "voice", attributes: { role: "status" } });
    map.getContainer().append(this.frame, this.voice);
    this.leave();
    map.on("movestart mousedown resize", () => this.leave());
  }

  leave() {
    this.at = -1;
    this.current = null;
    this.frame.hidden = true;
    this.voice.textContent = "";
  }

  // Stand at the next or previous feature; false once there is none.
  step(by) {
    const features = this.features();
    const next = this.at < 0 && by < 0 ? features.length - 1 : this.at + by;
    if (!features[next]) {
      this.leave();
      return false;
    }
    this.at = next;
    this.stand(features[next], `${next + 1} / ${features.length}`);
    return true;
  }

  async stand({ hit, anchor }, place) {
    this.current = hit;
    const { x, y, box } = anchor;
    const { left, top, right, bottom } = box ?? { left: x - REACH, top: y - REACH, right: x + REACH, bottom: y + REACH };
    const size = this.map.getSize();
    const edge = { left: Math.max(AROUND, left), top: Math.max(AROUND, top), right: Math.min(size.x - AROUND, right), bottom: Math.min(size.y - AROUND, bottom) };
    L.DomUtil.setPosition(this.frame, L.point(edge.left - AROUND, edge.top - AROUND));
    this.frame.style.width = `${edge.right - edge.left + 2 * AROUND}px`;
    this.frame.style.height = `${edge.bottom - edge.top + 2 * AROUND}px`;
    this.frame.hidden = false;
    const facts = await this.factsOf(hit);
    if (this.current === hit) this.voice.textContent = `${facts?.name || "（未命名）"}，${place}`;
  }

  features() {
    const found = [];
    for (const layer of this.layers().filter(({ spec }) => spec.selectable).reverse()) {
      const { id, revision } = layer.spec;
      const anchors = anchorsInView(this.map, layer, MOST - found.length);
      anchors.sort((a, b) => Math.floor(a.y / ROW) - Math.floor(b.y / ROW) || a.x - b.x);
      found.push(...anchors.map((anchor) => ({ hit: { layer: id, revision, position: anchor.position }, anchor })));
    }
    return found;
  }
}
