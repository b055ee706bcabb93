// Base maps under everything else: raster tiles as images, vector tiles drawn on canvases.

import { labelRules, paintRules } from "./base_map_style.js";
import { element } from "./dom.js";

const PANE = "base";
const BELOW_TILES = 200;
const ENLARGED_TO = 22;
const SHRUNK_BY = 2; // zoom levels below the coarsest tiles at which they still are shown

export class BaseMaps {
  // onFault(text): a layer could not be shown.
  constructor(map, { onFault }) {
    this.map = map;
    this.onFault = onFault;
    this.layers = new Map();
    this.credits = null;
  }

  // maps: descriptions of the base maps to show, lowest first.
  show(maps) {
    this.wanted = new Set(maps.map(({ id }) => id));
    for (const [id, layer] of this.layers) {
      if (this.wanted.has(id)) continue;
      layer.remove();
      this.layers.delete(id);
    }
    maps.forEach((spec, order) => this.place(spec, order));
    this.credit([...new Set(maps.map(({ attribution }) => attribution).filter(Boolean))]);
  }

  async place(spec, order) {
    if (!this.map.getPane(PANE)) {
      this.map.createPane(PANE).style.zIndex = BELOW_TILES;
      this.map.getPane(PANE).style.pointerEvents = "none";
    }
    spec.order = order;
    const known = this.layers.get(spec.id);
    if (known) {
      known.setOpacity(spec.opacity);
      known.setZIndex(order + 1);
      return;
    }
    if (!spec.vector) {
      this.layers.set(spec.id, L.tileLayer(addressOf(spec), optionsOf(spec)).addTo(this.map));
      return;
    }
    try {
      const library = await protomaps();
      if (!this.wanted.has(spec.id) || this.layers.has(spec.id)) return;
      this.layers.set(spec.id, vectorLayer(library, spec).addTo(this.map));
    } catch (error) {
      this.onFault(`base map ${spec.id}: ${error}`);
    }
  }

  credit(texts) {
    if (!this.credits && texts.length) {
      this.credits = element("div", { className: "map-credits" });
      this.map.getContainer().append(this.credits);
    }
    if (!this.credits) return;
    this.credits.textContent = texts.join(" · ");
    this.credits.hidden = texts.length === 0;
  }
}

function addressOf({ id }) {
  return `/tiles/${id}/{z}/{x}/{y}`;
}

function optionsOf({ bounds: [west, south, east, north], coarsest, opacity, order, finest }) {
  return {
    pane: PANE,
    bounds: [[south, west], [north, east]],
    noWrap: true,
    minZoom: Math.max(coarsest - SHRUNK_BY, 0),
    maxZoom: ENLARGED_TO,
    minNativeZoom: coarsest,
    maxNativeZoom: finest,
    opacity,
    zIndex: order + 1,
    attribution: "",
  };
}

// The tiles are drawn at every zoom level, from data of the level before: native levels do not apply.
function vectorLayer(library, spec) {
  const { minNativeZoom, maxNativeZoom, ...options } = optionsOf(spec);
  return library.leafletLayer({
    ...options,
    minZoom: Math.min(minNativeZoom, ENLARGED_TO),
    url: addressOf(spec),
    maxDataZoom: maxNativeZoom || 1,
    levelDiff: maxNativeZoom ? 1 : 0,
    paintRules: paintRules(library, spec.layers),
    labelRules: labelRules(library, spec.layers),
  });
}

let library = null;

// Most people have no vector base map: its library is loaded with the first one.
function protomaps() {
  library ??= new Promise((resolve, reject) => {
    const script = element("script", { attributes: { src: "vendor/protomaps-leaflet.js" } });
    script.addEventListener("load", () => resolve(window.protomapsL));
    script.addEventListener("error", () => reject(new Error("protomaps-leaflet.js")));
    document.head.append(script);
  });
  return library;
}
