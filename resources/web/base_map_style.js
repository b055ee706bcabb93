// How the layers of vector base maps are drawn, whatever scheme they follow: quiet, so that what
// lies above stays the subject. A layer is recognised by its name (Protomaps, OpenMapTiles, own).

import { FONT_STACK } from "./style.js";

const POINT = 1;
const LINE = 2;
const POLYGON = 3;

const KINDS = [
  ["water", /water|ocean|river|lake|hydro|水|河|湖/i],
  ["building", /build|house|建筑|房屋/i],
  ["road", /road|transport|street|highway|transit|rail|道路|公路|铁路/i],
  ["boundary", /bound|admin|county|district|界|行政/i],
  ["green", /land|park|natural|green|forest|wood|绿|林|用地/i],
  ["ground", /^earth$|^background$/i],
];

// Used when a file does not list its layers.
const USUAL = [
  "earth", "landcover", "landuse", "park", "water", "waterway", "buildings", "building",
  "roads", "transportation", "transit", "boundaries", "boundary", "places", "place", "pois", "poi",
];

const FILLS = {
  ground: "#F4F2EC",
  green: "#E3EADA",
  water: "#C6DCEA",
  building: "#DFDAD1",
  other: "#EAE6DD",
};
const LINES = {
  ground: ["#E4E0D6", 0.5],
  green: ["#CBD8BD", 0.8],
  water: ["#A9C8DB", 1.2],
  building: ["#CFC8BC", 0.5],
  other: ["#B9B2A6", 1],
};
const ORDER = ["ground", "green", "other", "water", "building", "road", "boundary"];
const MAJOR = /motorway|trunk|primary|highway|major|国道|高速|省道/i;

export function kindOf(name) {
  return KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? "other";
}

export function paintRules({ PolygonSymbolizer, LineSymbolizer, CircleSymbolizer }, names) {
  const layers = (names.length ? names : USUAL).map((name) => ({ name, kind: kindOf(name) }));
  const sorted = layers.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return sorted.flatMap(({ name, kind }) => {
    const only = (type, more = () => true) => (zoom, feature) => feature.geomType === type && more(feature);
    const rule = (symbolizer, filter) => ({ dataLayer: name, symbolizer, filter });
    if (kind === "road") {
      const line = (color, width) => new LineSymbolizer({ color, width, lineCap: "round", lineJoin: "round" });
      const minor = (feature) => !isMajor(feature);
      return [
        rule(line("#D6D0C6", (zoom) => roadWidth(zoom, 0.5)), only(LINE, minor)),
        rule(line("#C9AE86", (zoom) => roadWidth(zoom, 1) + 1.6), only(LINE, isMajor)),
        rule(line("#F8E6C4", (zoom) => roadWidth(zoom, 1)), only(LINE, isMajor)),
      ];
    }
    if (kind === "boundary") {
      return [rule(new LineSymbolizer({ color: "#A597AE", width: 1, dash: [5, 3] }), (zoom, { geomType }) => geomType !== POINT)];
    }
    const [color, width] = LINES[kind];
    return [
      rule(new PolygonSymbolizer({ fill: FILLS[kind] }), only(POLYGON)),
      rule(new LineSymbolizer({ color, width }), only(LINE)),
      rule(new CircleSymbolizer({ radius: 1.5, fill: color }), only(POINT, ({ props }) => kind === "other" && !props.name)),
    ];
  });
}

export function labelRules({ CenteredTextSymbolizer }, names) {
  const symbolizer = new CenteredTextSymbolizer({
    labelProps: ["name:zh-Hans", "name:zh", "name_zh", "name"],
    fontFamily: FONT_STACK,
    fontSize: 12,
    fontWeight: 400,
    fill: "#6A655C",
    stroke: "#FFFFFF",
    width: 2,
  });
  return (names.length ? names : USUAL).map((dataLayer) => ({
    dataLayer,
    symbolizer,
    filter: (zoom, { geomType }) => geomType === POINT,
  }));
}

function isMajor({ props }) {
  return MAJOR.test(`${props.kind ?? ""} ${props.class ?? ""} ${props.highway ?? ""} ${props.fclass ?? ""}`);
}

function roadWidth(zoom, share) {
  return share * Math.max(1, (zoom - 6) * 0.55);
}
