// The bar of 层级浏览: zone › park › parcel, one step up per button, and the way out.

import { element, float, iconButton } from "./dom.js";

export class BrowseBar {
  // send(message) reaches the program: how many levels to keep, 0 leaves.
  constructor(parent, send) {
    this.parent = parent;
    this.send = send;
    this.path = element("ol");
    this.note = element("span", { className: "browse-note", attributes: { role: "status" } });
    this.depth = 0;
    this.up = iconButton("chevron_up", "上一级", () => this.keep(this.depth - 1));
    const close = element("button", { className: "text-button", text: "收起", title: "收起（Esc）", attributes: { type: "button" } });
    close.addEventListener("click", () => this.keep(0));
    this.root = float("browse", this.up, this.path, this.note, close);
    this.root.setAttribute("role", "navigation");
    this.root.setAttribute("aria-label", "层级浏览");
    parent.append(this.root);
    this.show({ crumbs: [], note: "" });
  }

  // crumbs: names from the zone down to what is shown; none takes the bar away.
  show({ crumbs, note }) {
    this.depth = crumbs.length;
    this.root.hidden = this.depth === 0;
    this.parent.classList.toggle("browsing", this.depth > 0);
    this.path.replaceChildren(...crumbs.map((text, place) => this.crumb(text, place + 1)));
    this.note.textContent = note;
  }

  crumb(text, depth) {
    const here = depth === this.depth;
    const button = element("button", { text, title: text, attributes: { type: "button", ...(here && { "aria-current": "location" }) } });
    button.addEventListener("click", () => this.keep(depth));
    return element("li", {}, button);
  }

  keep(depth) {
    this.send({ type: "browse", depth });
  }

  // Esc: whether there was something to leave.
  leave() {
    if (this.root.hidden) return false;
    this.keep(0);
    return true;
  }
}
