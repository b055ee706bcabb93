// What the window's docks do, for the one-file report: layer switches, details, choice of sheet.

import { element, float, icon } from "./dom.js";
import { swatch } from "./legend.js";

export class LayerPanel {
  // onSwitch(layer id, visible)
  constructor(parent, onSwitch) {
    this.onSwitch = onSwitch;
    this.body = element("div", { className: "legend-body" });
    const title = element("button", { className: "legend-title", attributes: { type: "button", "aria-expanded": "false" } },
      element("span", { text: "图层" }), icon("chevron_down"));
    this.root = float("layer-panel folded", title, this.body);
    title.addEventListener("click", () => {
      const folded = this.root.classList.toggle("folded");
      title.setAttribute("aria-expanded", String(!folded));
    });
    parent.append(this.root);
  }

  // states from bottom to top
  show(states) {
    const downwards = [...states].reverse();
    const sections = [...new Set(downwards.map(({ spec }) => spec.group))].map((group) => {
      const rows = downwards.filter(({ spec }) => spec.group === group);
      return element("section", {}, element("h3", { text: group }), ...rows.map((state) => this.row(state)));
    });
    this.body.replaceChildren(...sections);
  }

  row({ spec }) {
    const box = element("input", { attributes: { type: "checkbox" } });
    box.checked = spec.visible;
    box.addEventListener("change", () => this.onSwitch(spec.id, box.checked));
    const sample = spec.classes.length ? [swatch({ kind: spec.kind, symbol: spec.classes[0].symbol, opacity: 1 })] : [];
    const tags = spec.tags.map((tag) => element("span", { className: "tag", text: tag }));
    return element("label", { className: "layer-row" }, box, ...sample, element("span", { text: spec.title }), ...tags);
  }
}

export class Details {
  constructor(parent, source) {
    this.source = source;
    this.root = float("details");
    this.root.setAttribute("role", "status");
    this.root.hidden = true;
    parent.append(this.root);
  }

  async show(hit) {
    this.hit = hit;
    const known = hit ? await this.source.facts(hit) : null;
    if (hit !== this.hit) return;
    this.root.hidden = !known;
    if (!known) return;
    const rows = known.facts.map(([caption, value]) =>
      element("div", { className: "tip-row" }, element("span", { text: caption }), element("span", { text: value })));
    this.root.replaceChildren(element("strong", { text: known.name || "（未命名）" }), ...rows);
  }
}

export class SheetTabs {
  constructor(parent, sheets, onChoose) {
    this.sheets = sheets;
    this.onChoose = onChoose;
    this.buttons = sheets.map(({ title }, position) => {
      const button = element("button", { text: title, attributes: { type: "button" } });
      button.addEventListener("click", () => this.choose(position));
      return button;
    });
    parent.hidden = sheets.length < 2;
    parent.append(...this.buttons);
  }

  choose(position) {
    this.buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === position)));
    this.onChoose(this.sheets[position]);
  }
}
