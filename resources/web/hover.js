// The tool tip: name and figures of what lies under a mouse that has come to rest.

import { element } from "./dom.js";

const REST_MS = 300;
const AWAY = 14;

export class Hover {
  // hitsAt(containerPoint): features under a point; factsOf(hit): promise of { name, facts }.
  constructor(map, { hitsAt, factsOf }) {
    this.map = map;
    this.hitsAt = hitsAt;
    this.factsOf = factsOf;
    this.root = element("div", { className: "map-tip", attributes: { role: "tooltip" } });
    this.root.hidden = true;
    map.getContainer().append(this.root);
    this.asked = 0;
    map.on("mousemove", (event) => this.wait(event.containerPoint));
    map.on("mouseout movestart zoomstart mousedown", () => this.hide());
  }

  wait(point) {
    this.hide();
    this.timer = setTimeout(() => this.show(point), REST_MS);
  }

  hide() {
    clearTimeout(this.timer);
    this.asked++;
    this.root.hidden = true;
  }

  // While places are entered, a tool tip would cover them.
  async show(point) {
    if (this.map.getContainer().dataset.tool === "sketch") return;
    const asked = ++this.asked;
    const [hit] = this.hitsAt(point);
    if (!hit) return;
    const facts = await this.factsOf(hit);
    if (asked !== this.asked || !facts) return;
    this.fill(facts);
    this.stand(point);
  }

  fill({ name, facts }) {
    const rows = facts.map(([caption, value]) =>
      element("div", { className: "tip-row" }, element("span", { text: caption }), element("span", { text: value })));
    this.root.replaceChildren(element("strong", { text: name || "（未命名）" }), ...rows);
    this.root.hidden = false;
  }

  stand({ x, y }) {
    const size = this.map.getSize();
    const { offsetWidth, offsetHeight } = this.root;
    const left = x + AWAY + offsetWidth > size.x ? x - AWAY - offsetWidth : x + AWAY;
    const top = y + AWAY + offsetHeight > size.y ? y - AWAY - offsetHeight : y + AWAY;
    this.root.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }
}
