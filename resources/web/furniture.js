// What stands at the edges of the map: scale bar, north arrow, loading bar, hint.

import { element, float } from "./dom.js";
import { metresPerPixel } from "./world.js";

const WIDEST_BAR = 110;

export class ScaleBar {
  constructor(parent, map) {
    this.map = map;
    this.numbers = element("div", { className: "scale-numbers" });
    this.bar = element("div", { className: "scale-line" }, element("i"), element("i"));
    this.root = element("div", { className: "scale-bar", attributes: { role: "img" } }, this.numbers, this.bar);
    parent.append(this.root);
    map.on("move zoomend resize", () => this.show());
    this.show();
  }

  show() {
    const perPixel = metresPerPixel(this.map.getZoom(), this.map.getCenter().lat);
    const metres = roundLength(perPixel * WIDEST_BAR);
    if (this.metres === metres && this.perPixel === perPixel) return;
    [this.metres, this.perPixel] = [metres, perPixel];
    const [factor, unit] = metres >= 1000 ? [1000, "km"] : [1, "m"];
    const texts = [0, metres / 2 / factor, metres / factor].map((value) => String(Number(value.toFixed(2))));
    this.numbers.replaceChildren(
      ...texts.map((text) => element("span", {}, element("b", { text }))),
      element("em", { text: unit }),
    );
    this.bar.style.width = `${metres / perPixel}px`;
    this.root.style.width = this.bar.style.width;
    this.root.setAttribute("aria-label", `比例尺 ${texts[2]} ${unit}`);
  }
}

// The largest of 1, 2, 4, 5 × 10ⁿ that is not longer than `metres`.
function roundLength(metres) {
  const power = 10 ** Math.floor(Math.log10(metres));
  return power * [5, 4, 2, 1].find((step) => step * power <= metres);
}

export function northArrow(parent) {
  const arrow = document.getElementById("north-arrow").content.cloneNode(true);
  parent.append(element("div", { className: "north", attributes: { role: "img", "aria-label": "北" } }, element("span", { text: "北" }), arrow));
}

// A thin bar at the upper edge while anything is loading or being drawn for longer than a moment.
export class LoadingBar {
  constructor(parent) {
    this.root = element("div", { className: "loading-bar", attributes: { role: "progressbar", "aria-label": "正在载入图层" } });
    this.root.hidden = true;
    parent.append(this.root);
    this.pending = new Set();
    this.timer = 0;
  }

  start(name) {
    this.pending.add(name);
    this.timer ||= setTimeout(() => {
      this.root.hidden = this.pending.size === 0;
      this.timer = 0;
    }, 150);
  }

  end(name) {
    this.pending.delete(name);
    if (this.pending.size === 0) this.root.hidden = true;
  }
}

export class Hint {
  constructor(parent) {
    this.root = element("div", { className: "hint", attributes: { role: "status" } });
    this.root.hidden = true;
    parent.append(this.root);
  }

  show(text) {
    this.root.textContent = text;
    this.root.hidden = !text;
  }
}

export function badges(parent, { sample, schematic }) {
  const wanted = [sample && ["示例数据", "有示例数据，不作依据"], schematic && ["示意边界", "有示意图形，不是公布的边界"]].filter(Boolean);
  const nodes = wanted.map(([text, title]) => element("span", { className: "badge", text, title }));
  parent.replaceChildren(...nodes);
}

export function badgeHolder(parent) {
  const holder = float("badges");
  parent.append(holder);
  return holder;
}
