// The legend, made from the layers that are visible.

import { element, float, icon } from "./dom.js";
import { hatchPattern } from "./hatches.js";
import { drawMark } from "./marks.js";

const GROUPS = ["企业与项目", "开发区与园区", "管控线", "底图"];
const NARROW_LABEL = 5; // characters up to which two entries stand in a row

export class Legend {
  constructor(parent) {
    this.body = element("div", { className: "legend-body" });
    this.toggle = element("button", { className: "legend-title", attributes: { type: "button", "aria-expanded": "true" } },
      element("span", { text: "图例" }), icon("chevron_down"));
    this.toggle.addEventListener("click", () => this.fold(!this.root.classList.contains("folded")));
    this.root = float("legend", this.toggle, this.body);
    parent.append(this.root);
  }

  fold(folded) {
    this.root.classList.toggle("folded", folded);
    this.toggle.setAttribute("aria-expanded", String(!folded));
  }

  get width() {
    return this.root.hidden || this.root.classList.contains("folded") ? 0 : this.root.offsetWidth;
  }

  // layers: visible layer states from bottom to top.
  show(layers) {
    const sections = sectionsOf(layers.map(({ spec }) => spec));
    this.body.replaceChildren(...sections.map(sectionElement));
    this.root.hidden = sections.length === 0;
  }
}

function sectionsOf(specs) {
  const wanted = specs.filter((spec) => spec.inLegend && spec.classes.length > 0);
  const rank = ({ group }) => (GROUPS.indexOf(group) + GROUPS.length + 1) % (GROUPS.length + 1);
  const ordered = wanted
    .map((spec, order) => ({ spec, order }))
    .sort((a, b) => rank(a.spec) - rank(b.spec) || b.order - a.order);
  const sections = new Map();
  for (const { spec } of ordered) {
    const title = spec.legendTitle || (spec.classes.length > 1 ? spec.title : spec.group);
    if (!sections.has(title)) sections.set(title, []);
    sections.get(title).push(...entriesOf(spec));
  }
  return [...sections].map(([title, entries]) => ({ title, entries }));
}

function entriesOf(spec) {
  const counted = spec.classes.some(({ count }) => count > 0);
  return spec.classes
    .filter(({ count }) => count > 0 || !counted)
    .map((entry) => ({ ...entry, kind: spec.kind, opacity: spec.opacity }));
}

function sectionElement({ title, entries }) {
  const narrow = entries.length >= 4 && entries.every(({ label }) => [...label].length <= NARROW_LABEL);
  const list = element("ul", { className: narrow ? "legend-entries two" : "legend-entries" }, ...entries.map(entryElement));
  return element("section", {}, element("h3", { text: title }), list);
}

function entryElement(entry) {
  const title = entry.count > 0 ? `${entry.count.toLocaleString("en-US")} 个` : "";
  return element("li", { title }, swatch(entry), element("span", { text: entry.label }));
}

const WIDTH = 22;
const HEIGHT = 16;

export function swatch({ kind, symbol, opacity }) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = element("canvas", { className: "swatch", attributes: { "aria-hidden": "true" } });
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.globalAlpha = opacity;
  if (kind === "point") drawMark(context, { ...symbol, size: Math.max(symbol.size, 6) }, WIDTH / 2, HEIGHT / 2);
  else if (kind === "line") drawLine(context, symbol);
  else drawArea(context, symbol, ratio);
  return canvas;
}

function drawLine(context, symbol) {
  context.beginPath();
  context.moveTo(1, HEIGHT / 2);
  context.lineTo(WIDTH - 1, HEIGHT / 2);
  strokeLine(context, symbol);
}

function drawArea(context, symbol, ratio) {
  const alpha = context.globalAlpha;
  const inset = Math.max(1.5, Math.min(symbol.lineWidth, 3) / 2 + 0.7);
  context.beginPath();
  context.rect(inset + 1, inset, WIDTH - 2 * inset - 2, HEIGHT - 2 * inset);
  if (symbol.fill) {
    context.globalAlpha = alpha * symbol.fillOpacity;
    context.fillStyle = symbol.fill;
    context.fill();
    context.globalAlpha = alpha;
  }
  if (symbol.hatch !== "none") {
    const pattern = hatchPattern(context, symbol.hatch, symbol.hatchColor || symbol.line, ratio);
    pattern.setTransform(new DOMMatrix().scale(1 / ratio));
    context.fillStyle = pattern;
    context.fill();
  }
  strokeLine(context, symbol);
}

function strokeLine(context, symbol) {
  if (!symbol.line || !(symbol.lineWidth > 0)) return;
  context.strokeStyle = symbol.line;
  context.lineWidth = Math.min(symbol.lineWidth, 3);
  context.setLineDash(symbol.dash.map((length) => Math.min(length, 4)));
  context.stroke();
  context.setLineDash([]);
  if (!symbol.core) return;
  context.strokeStyle = symbol.core;
  context.lineWidth = 0.8;
  context.stroke();
}
