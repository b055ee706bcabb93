// What the map is called for those who do not see it: place, scale, how many objects are in view.

import { NOWHERE, pixelsPerStep, scaleAt, toSteps } from "./world.js";

const REST_MS = 400;
const COUNTIES = "counties";
const BASE = "底图";

export class Description {
  // layers(): drawable layers; nameOf(hit): promise of a feature's name; tell(text) hears changes.
  constructor(map, { layers, nameOf, tell }) {
    this.map = map;
    this.layers = layers;
    this.nameOf = nameOf;
    this.tell = tell;
    this.text = "";
    map.on("moveend resize", () => this.refresh());
  }

  refresh() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), REST_MS);
  }

  async update() {
    if (!this.map.getSize().x) return;
    const county = await this.county();
    const scale = spokenScale(scaleAt(this.map.getZoom(), this.map.getCenter().lat));
    const layers = this.layers().filter(({ spec }) => spec.selectable && spec.group !== BASE);
    const count = layers.reduce((sum, layer) => sum + countInView(this.map, layer), 0);
    const objects = `${count.toLocaleString("en-US")} 个对象在视图内`;
    const text = ["地图", county, `比例尺 ${scale}`, objects].filter(Boolean).join("，");
    if (text === this.text) return;
    this.text = text;
    this.map.getContainer().setAttribute("aria-label", text);
    this.tell(text);
  }

  // The county at the centre of the view, if that is told apart on the map.
  async county() {
    const layer = this.layers().find(({ spec }) => spec.id === COUNTIES);
    if (!layer) return "";
    const { lng, lat } = this.map.getCenter();
    const { x, y } = toSteps(lng, lat);
    const [position] = layer.art.at(x, y, 0);
    if (position === undefined) return "";
    return this.nameOf({ layer: COUNTIES, revision: layer.spec.revision, position });
  }
}

// “1:200 000”, three digits as in the status bar.
export function spokenScale(denominator) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(denominator)) - 2);
  return `1:${String(Math.round(denominator / unit) * unit).replace(/\B(?=(\d{3})+$)/g, " ")}`;
}

function countInView(map, { data, visibleClass }) {
  const scale = 1 / pixelsPerStep(map.getZoom());
  const { min, max } = map.getPixelBounds();
  const [west, north, east, south] = [min.x * scale, min.y * scale, max.x * scale, max.y * scale];
  const inView = data.kind === "point"
    ? (i) => data.x[i] !== NOWHERE && data.x[i] >= west && data.x[i] <= east && data.y[i] >= north && data.y[i] <= south
    : (i) => data.boxes[4 * i] <= east && data.boxes[4 * i + 2] >= west && data.boxes[4 * i + 1] <= south && data.boxes[4 * i + 3] >= north;
  let count = 0;
  for (let i = 0; i < data.count; i++) if (visibleClass(data.classes[i]) && inView(i)) count++;
  return count;
}
