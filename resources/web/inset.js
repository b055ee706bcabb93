// The inset (附图) at the lower right: a second small map of what is too small at the main scale,
// and a frame on the main map that shows where it lies. It draws areas and lines; the marks of points
// would hide them.

import { element, float, iconButton } from "./dom.js";
import { LabelLayer } from "./labels.js";
import { Painting } from "./painting.js";
import { featureBounds, hitsAt } from "./picking.js";
import { SelectionLayer } from "./selection.js";
import { ShapeArt } from "./shapes.js";
import { scaleAt, zoomForScale } from "./world.js";

const LEAST_WIDTH = 700; // of the main map, in pixels: below that the inset would cover it
const LEAST_HEIGHT = 320;
const MARGIN = 10;
const CLOSEST = 17;
const NEARLY = 0.3; // zoom levels that the main map may be smaller and still show as much
const LEAST_FRAME = 6; // pixels
const ROUND = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const STILL = {
  zoomControl: false,
  attributionControl: false,
  dragging: false,
  touchZoom: false,
  scrollWheelZoom: false,
  doubleClickZoom: false,
  boxZoom: false,
  keyboard: false,
  zoomAnimation: false,
  fadeAnimation: false,
  inertia: false,
  zoomSnap: 0,
};

export class Inset {
  // layers(): drawable layers of the main map from bottom to top; textsOf: as of LabelLayer;
  // send(message) reaches the program; showBounds(bounds) moves the main map;
  // onTurn(): the inset came or went.
  constructor(main, { layers, textsOf, send, showBounds, onTurn }) {
    this.main = main;
    this.layers = layers;
    this.send = send;
    this.showBounds = showBounds;
    this.onTurn = onTurn;
    this.focus = { shown: false, bounds: null, title: "", labelled: [] };
    this.chosen = [];
    this.wasThere = false;
    this.twins = new WeakMap(); // art of its own: paths are kept for one zoom level
    this.addParts(main.getContainer());
    this.addMap(textsOf);
    main.on("moveend zoomend resize", () => this.arrange());
  }

  addParts(container) {
    this.title = element("strong");
    this.scale = element("span");
    const close = iconButton("dismiss", "关闭附图", () => this.send({ type: "inset", shown: false }));
    this.holder = element("div", { className: "inset-map", attributes: { role: "img" } });
    const head = element("div", { className: "inset-head" }, this.title, this.scale, close);
    this.root = float("inset", head, this.holder);
    this.opener = float("inset-opener", iconButton("map", "显示附图", () => this.send({ type: "inset", shown: true })));
    this.root.hidden = this.opener.hidden = true;
    container.append(this.root, this.opener);
  }

  addMap(textsOf) {
    this.main.createPane("frame").style.zIndex = 455;
    this.main.getPane("frame").style.pointerEvents = "none";
    this.frame = new Frame({ pane: "frame" }).addTo(this.main);
    this.map = L.map(this.holder, STILL).setView(this.main.getCenter(), this.main.getZoom());
    this.holder.removeAttribute("tabindex");
    this.painting = new Painting(this.map, { onPainted: () => undefined });
    this.selection = new SelectionLayer().addTo(this.map);
    this.labels = new LabelLayer({ layers: () => this.labelledLayers(), textsOf }).addTo(this.map);
    this.map.on("click", (event) => this.click(event));
    this.map.on("dblclick", ({ containerPoint }) => this.open(containerPoint));
  }

  // Pixels at the right that the inset covers.
  get width() {
    return this.root.hidden ? 0 : this.root.offsetWidth;
  }

  // The program says what the inset is about; without bounds there is nothing to show.
  follow({ shown, title, bounds, labelled }) {
    this.focus = { shown, title, bounds, labelled };
    this.title.textContent = this.title.title = title;
    this.holder.setAttribute("aria-label", `附图：${title}`);
    this.arrange();
  }

  // The layers of the main map changed.
  refresh() {
    if (this.root.hidden) return;
    this.painting.show(this.drawn());
    this.labels.refresh();
    this.selection.refresh();
  }

  select(chosen) {
    this.chosen = chosen;
    if (!this.root.hidden) this.showSelected();
  }

  showSelected() {
    const shapes = this.chosen.filter(({ layer }) => layer.data && layer.data.kind !== "point");
    this.selection.show(shapes.map(({ layer, positions }) => ({ layer: this.twin(layer), positions })));
  }

  // Shows or hides the inset as the size and the view of the main map ask for.
  arrange() {
    const { shown, bounds } = this.focus;
    const size = this.main.getSize();
    const room = bounds !== null && size.x >= LEAST_WIDTH && size.y >= LEAST_HEIGHT;
    this.opener.hidden = shown || !room;
    this.root.hidden = !shown || !room;
    if (!this.root.hidden) {
      this.fit(bounds);
      this.root.hidden = this.isSeenOnMain(bounds);
    }
    const there = !this.root.hidden;
    const { classList } = this.main.getContainer();
    classList.toggle("with-inset", there);
    classList.toggle("with-inset-opener", !this.opener.hidden);
    this.frame.show(there ? bounds : null);
    if (there && !this.wasThere) this.showSelected();
    this.refresh();
    if (there === this.wasThere) return;
    this.wasThere = there;
    this.onTurn();
  }

  isSeenOnMain(bounds) {
    return this.main.getZoom() >= this.map.getZoom() - NEARLY && this.main.getBounds().intersects(latLngBounds(bounds));
  }

  // At the largest round scale at which everything fits.
  fit(bounds) {
    const key = JSON.stringify(bounds);
    if (key === this.fitted) return;
    this.fitted = key;
    this.map.invalidateSize({ pan: false });
    const box = latLngBounds(bounds);
    const centre = box.getCenter();
    const zoom = Math.min(this.map.getBoundsZoom(box, false, L.point(2 * MARGIN, 2 * MARGIN)), CLOSEST);
    const scale = roundedUp(scaleAt(zoom, centre.lat));
    this.map.setView(centre, zoomForScale(scale, centre.lat), { animate: false });
    this.scale.textContent = `1:${String(scale).replace(/\B(?=(\d{3})+$)/g, " ")}`;
  }

  drawn() {
    return this.layers().filter(({ data }) => data.kind !== "point").map((layer) => this.twin(layer));
  }

  twin(layer) {
    let art = this.twins.get(layer.data);
    if (!art) {
      art = new ShapeArt(layer.data);
      this.twins.set(layer.data, art);
    }
    return Object.create(layer, { art: { value: art } });
  }

  // Names of what the inset is about, at any scale; others would stand in their way.
  labelledLayers() {
    const { labelled } = this.focus;
    return this.drawn()
      .filter(({ spec }) => spec.label && labelled.includes(spec.id))
      .map((layer) => {
        const spec = { ...layer.spec, label: { ...layer.spec.label, minZoom: 0, coarsest: null } };
        return Object.create(layer, { spec: { value: spec } });
      });
  }

  hits(point) {
    return hitsAt(this.map, this.drawn(), point);
  }

  click({ originalEvent, containerPoint, latlng }) {
    if (originalEvent.detail > 1) return;
    const add = originalEvent.ctrlKey || originalEvent.shiftKey;
    this.send({ type: "click", longitude: latlng.lng, latitude: latlng.lat, hits: this.hits(containerPoint), add });
  }

  // The main map shows the feature there, or all that the inset is about.
  open(point) {
    const [hit] = this.hits(point);
    const layer = hit && this.layers().find(({ spec }) => spec.id === hit.layer);
    this.showBounds(layer ? featureBounds(layer.data, hit.position) : this.focus.bounds);
  }
}

const Frame = L.Layer.extend({
  initialize(options) {
    L.setOptions(this, options);
    this.bounds = null;
  },

  onAdd() {
    this.box = L.DomUtil.create("div", "inset-frame", this.getPane());
    this.place();
  },

  onRemove() {
    this.box.remove();
  },

  getEvents() {
    return { viewreset: this.place, zoomend: this.place, resize: this.place };
  },

  show(bounds) {
    this.bounds = bounds;
    this.place();
  },

  place() {
    this.box.hidden = this.bounds === null;
    if (this.box.hidden) return;
    const box = latLngBounds(this.bounds);
    const corner = this._map.latLngToLayerPoint(box.getNorthWest());
    const size = this._map.latLngToLayerPoint(box.getSouthEast()).subtract(corner);
    const grown = L.point(Math.max(LEAST_FRAME, size.x), Math.max(LEAST_FRAME, size.y));
    L.DomUtil.setPosition(this.box, corner.subtract(grown.subtract(size).divideBy(2)).round());
    this.box.style.width = `${grown.x}px`;
    this.box.style.height = `${grown.y}px`;
  },
});

function latLngBounds([west, south, east, north]) {
  return L.latLngBounds([[south, west], [north, east]]);
}

export function roundedUp(denominator) {
  const power = 10 ** Math.floor(Math.log10(denominator));
  return Math.round(ROUND.find((step) => step * power >= denominator * 0.999) * power);
}
