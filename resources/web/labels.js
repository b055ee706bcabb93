// The label layer: one canvas over everything, laid out anew whenever the view has come to rest.
// The more important label keeps its place; one that would touch it tries another side or goes.

import { luminance } from "./contrast.js";
import { anchorsInView } from "./picking.js";
import { FONT_STACK } from "./style.js";
import { ViewCanvas } from "./view_canvas.js";
import { scaleAt } from "./world.js";

const PX_PER_PT = 96 / 72;
const HALO = 3;
const GAP = 2;
const MOST_PER_LAYER = 400;
const DARK = "#1B2733";
const LONGEST_IN_DISK = 2;
const RANK = /^(\d{1,2})(?: (.*))?$/;
const BESIDE_RANK = 3;
const LONGEST = 20; // characters
const GROUND = "#FBFAF6";

export const LabelLayer = ViewCanvas.extend({
  className: "label-canvas",

  // layers(): visible layer states from bottom to top; textsOf(layer, positions): what stands there.
  initialize({ layers, textsOf }) {
    this.layers = layers;
    this.textsOf = textsOf;
  },

  onAdd(map) {
    ViewCanvas.prototype.onAdd.call(this, map);
    document.fonts?.addEventListener("loadingdone", () => this.refresh());
  },

  paint(context, size) {
    const placed = place(this.candidates(context), size);
    placed.forEach((label) => drawLabel(context, label));
    return placed.length > 0;
  },

  candidates(context) {
    const zoom = this._map.getZoom();
    const scale = scaleAt(zoom, this._map.getCenter().lat);
    const found = [];
    this.layers().forEach((layer, order) => {
      if (!isLabelled(layer, zoom, scale)) return;
      const anchors = anchorsInView(this._map, layer, MOST_PER_LAYER + 1, layer.data.labelled);
      if (anchors.length > MOST_PER_LAYER) return;
      const texts = this.textsOf(layer, anchors.map(({ position }) => position), () => this.refresh());
      for (const anchor of anchors) {
        const text = shortened(texts.get(anchor.position));
        if (text) found.push(measure(context, { ...anchor, text, order, style: styleOf(layer, anchor.position) }));
      }
    });
    return found.sort((a, b) => b.style.priority - a.style.priority || b.order - a.order || a.position - b.position);
  },
});

function isLabelled({ data, art, spec: { label } }, zoom, scale) {
  if (!data || !label || zoom < label.minZoom) return false;
  return (label.coarsest === null || scale <= label.coarsest) && !art.hidesPoints?.(zoom);
}

function styleOf({ spec, data }, position) {
  const symbol = spec.classes[data.classes[position]]?.symbol;
  const filled = data.kind === "polygon" && symbol?.fill && symbol.fillOpacity > 0.7;
  return { ...spec.label, halo: spec.label.halo ? GROUND : "", fill: filled ? symbol.fill : "" };
}

// On a full colour the halo takes that colour, and the text what can be read on it (4.5 : 1).
function onFill(style) {
  if (!style.fill) return style;
  const light = luminance(style.fill);
  const color = light > 0.6 ? style.color : light > 0.25 ? DARK : "#FFFFFF";
  return { ...style, halo: style.halo && style.fill, color };
}

function shortened(text) {
  const characters = [...(text ?? "")];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : text;
}

function fontOf(style) {
  const size = style.sizePt * PX_PER_PT;
  return `${style.italic ? "italic " : ""}${style.bold ? 600 : 400} ${size.toFixed(2)}px ${FONT_STACK}`;
}

export function measure(context, label) {
  context.font = fontOf(label.style);
  context.letterSpacing = `${label.style.spacing}px`;
  const height = label.style.sizePt * PX_PER_PT * 1.25;
  const rank = label.style.badge && RANK.exec(label.text);
  if (rank) return withRank(context, label, rank, height);
  const width = context.measureText(label.text).width;
  const disk = label.style.disk && [...label.text].length <= LONGEST_IN_DISK;
  if (!disk) return { ...label, style: { ...label.style, disk }, width, height };
  const side = Math.max(width, height) + 3;
  return { ...label, width: side, height: side };
}

// A number in a dark disk, and behind it the name if there is one.
function withRank(context, label, [, rank, name = ""], height) {
  const side = Math.max(context.measureText(rank).width, height) + 3;
  const room = name ? context.measureText(name).width + BESIDE_RANK : 0;
  return { ...label, rank, side, text: name, width: side + room, height: Math.max(side, height) };
}

function place(labels, size) {
  const taken = [];
  const placed = [];
  for (const label of labels) {
    for (const [x, y, inside] of spots(label)) {
      const box = {
        left: x - label.width / 2 - GAP,
        right: x + label.width / 2 + GAP,
        top: y - label.height / 2 - GAP,
        bottom: y + label.height / 2 + GAP,
      };
      if (box.left < 0 || box.top < 0 || box.right > size.x || box.bottom > size.y) continue;
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      placed.push({ ...label, x, y, style: inside ? onFill(label.style) : label.style });
      break;
    }
  }
  return placed.reverse();
}

// Where a label may stand, best first: inside what is large enough, else around it.
function spots({ x, y, width, height, box, style }) {
  if (style.disk) return [[x, y, false]];
  const inside = [[x, y, true], [x, y - height, true], [x, y + height, true]];
  const half = width / 2 + 3;
  if (!box) {
    return [[x + half + 3, y], [x - half - 3, y], [x, y - height], [x, y + height]];
  }
  if (box.right - box.left > width * 1.3 && box.bottom - box.top > height * 2) return inside;
  const middle = (box.top + box.bottom) / 2;
  const centre = (box.left + box.right) / 2;
  return [
    [box.right + half, middle],
    [box.left - half, middle],
    [centre, box.top - height / 2 - 1],
    [centre, box.bottom + height / 2 + 1],
  ];
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function drawLabel(context, label) {
  if (!label.rank) {
    drawText(context, label);
    return;
  }
  const { rank, side, text, x, y, width, style } = label;
  if (text) {
    drawText(context, { ...label, x: x + (side + BESIDE_RANK) / 2, style: { ...style, disk: false } });
  }
  const middle = x - width / 2 + side / 2;
  context.font = fontOf(style);
  context.letterSpacing = "0px";
  context.textAlign = "center";
  context.textBaseline = "middle";
  disk(context, middle, y, side / 2, DARK, "#FFFFFF");
  context.fillStyle = "#FFFFFF";
  context.fillText(rank, middle, y + 0.5);
}

function disk(context, x, y, radius, fill, line) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.stroke();
}

function drawText(context, { text, x, y, width, style }) {
  context.font = fontOf(style);
  context.letterSpacing = `${style.spacing}px`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  if (style.disk) {
    disk(context, x, y, width / 2, "#FFFFFF", style.color);
  } else if (style.halo) {
    context.globalAlpha = 0.92;
    context.strokeStyle = style.halo;
    context.lineWidth = HALO;
    context.strokeText(text, x + style.spacing / 2, y);
    context.globalAlpha = 1;
  }
  context.fillStyle = style.color;
  context.fillText(text, x + style.spacing / 2, y + (style.disk ? 0.5 : 0));
}
