// The legend, made from the layers that are visible.

import { diskFill, drawDisk } from "./clusters.js";
import { element, float, icon } from "./dom.js";
import { hatchPattern } from "./hatches.js";
import { drawMark } from "./marks.js";
import { FONT_STACK } from "./style.js";

const LEAST_WIDTH = 480; // of the map, in pixels
const LEAST_HEIGHT = 230;
const NARROW_LABEL = 5; // characters up to which two entries stand in a row

export class Legend {
  constructor(parent) {
    this.body = element("div", { className: "legend-body" });
    this.toggle = element("button", { className: "legend-title", attributes: { type: "button", "aria-expanded": "true" } },
      element("span", { text: "图例" }), icon("chevron_down"));
    this.chosen = false; // by the user, who then is right at every size
    this.toggle.addEventListener("click", () => {
      this.chosen = true;
      this.fold(!this.root.classList.contains("folded"));
    });
    this.root = float("legend", this.toggle, this.body);
    parent.append(this.root);
  }

  // Folds where the map is too small to have an open legend on it.
  suit({ x, y }) {
    if (x > 0 && !this.chosen) this.fold(x < LEAST_WIDTH || y < LEAST_HEIGHT);
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
  const sections = new Map();
  for (const spec of wanted.reverse()) {
    const title = spec.legendTitle || (spec.classes.length > 1 ? spec.title : spec.group);
    if (!sections.has(title)) sections.set(title, []);
    sections.get(title).push(...entriesOf(spec));
  }
  return [...sections].map(([title, entries]) => ({ title, entries }));
}

function entriesOf(spec) {
  if (spec.heat) return [{ heat: spec.heat }];
  const own = spec.sized ? sizedEntries(spec) : classEntries(spec);
  return spec.clusters ? [...own, { clusters: spec, label: "数字为聚合的个数" }] : own;
}

// Classes that differ in size only are circles in each other; what has no figure stands below.
function sizedEntries(spec) {
  const [first] = spec.classes;
  const look = ({ symbol }) => JSON.stringify({ ...symbol, size: 0 });
  const nested = spec.classes.filter((entry) => look(entry) === look(first));
  const others = spec.classes.filter((entry) => look(entry) !== look(first) && entry.count > 0);
  return [{ nested }, ...others.map((entry) => ({ ...entry, kind: "point", opacity: spec.opacity }))];
}

function classEntries(spec) {
  const counted = spec.classes.some(({ count }) => count > 0);
  return spec.classes
    .filter(({ count }) => count > 0 || !counted)
    .map((entry) => ({ ...entry, kind: spec.kind, opacity: spec.opacity }));
}

function sectionElement({ title, entries }) {
  const narrow = entries.length >= 4 && entries.every(({ label }) => label && [...label].length <= NARROW_LABEL);
  const list = element("ul", { className: narrow ? "legend-entries two" : "legend-entries" }, ...entries.map(entryElement));
  return element("section", {}, element("h3", { text: title }), list);
}

function entryElement(entry) {
  if (entry.heat) return heatEntry(entry.heat);
  if (entry.nested) return element("li", {}, nestedCircles(entry.nested));
  if (entry.clusters) return element("li", {}, clusterSwatch(entry.clusters), element("span", { text: entry.label }));
  const title = entry.count > 0 ? `${entry.count.toLocaleString("en-US")} 个` : "";
  return element("li", { title }, swatch(entry), element("span", { text: entry.label }));
}

const WIDTH = 22;
const HEIGHT = 16;
const STRIP_WIDTH = 110;
const STRIP_HEIGHT = 10;
const NESTED_WIDTH = 150;
const LINE_HEIGHT = 15;
const INK = "#1B2733"; // on the light ground that a swatch has in every theme

function canvasOf(width, height, attributes) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = element("canvas", { className: "swatch", attributes });
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  return { canvas, context };
}

function heatEntry({ ramp }) {
  const { canvas, context } = canvasOf(STRIP_WIDTH, STRIP_HEIGHT, { "aria-hidden": "true" });
  const strip = context.createLinearGradient(0, 0, STRIP_WIDTH, 0);
  ramp.forEach((color, i) => strip.addColorStop(ramp.length > 1 ? i / (ramp.length - 1) : 0, color));
  context.fillStyle = strip;
  context.fillRect(0, 0, STRIP_WIDTH, STRIP_HEIGHT);
  return element("li", { className: "legend-strip" }, element("span", { text: "疏" }), canvas, element("span", { text: "密" }));
}

function clusterSwatch({ classes }) {
  const { canvas, context } = canvasOf(WIDTH, WIDTH, { "aria-hidden": "true" });
  context.scale(WIDTH / 30, WIDTH / 30);
  drawDisk(context, { x: 15, y: 15, count: 12, fill: diskFill(classes) });
  return canvas;
}

// Circles that stand on one line, the numbers beside their tops.
function nestedCircles(entries) {
  const sorted = [...entries].sort((a, b) => b.symbol.size - a.symbol.size);
  const widest = Math.max(...sorted.map(({ symbol }) => symbol.size));
  const height = Math.max(widest + 4, sorted.length * LINE_HEIGHT);
  const told = sorted.map(({ label }) => label).join("、");
  const { canvas, context } = canvasOf(NESTED_WIDTH, height + 4, { role: "img", "aria-label": `大小：${told}` });
  context.font = `12px ${FONT_STACK}`;
  context.textBaseline = "middle";
  context.strokeStyle = context.fillStyle = INK;
  context.lineWidth = 0.8;
  const [middle, ground] = [widest / 2 + 4, height + 1];
  for (const { symbol } of sorted) drawMark(context, symbol, middle, ground - symbol.size / 2);
  let room = height - LINE_HEIGHT / 2; // numbers are set from the lowest one up
  for (const { symbol, label } of sorted.reverse()) {
    const top = ground - symbol.size;
    const y = Math.min(top, room);
    context.beginPath();
    context.moveTo(middle, top);
    context.lineTo(widest + 12, y);
    context.stroke();
    context.fillText(label, widest + 16, y);
    room = y - LINE_HEIGHT;
  }
  return canvas;
}

export function swatch({ kind, symbol, opacity }) {
  const ratio = window.devicePixelRatio || 1;
  const { canvas, context } = canvasOf(WIDTH, HEIGHT, { "aria-hidden": "true" });
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
