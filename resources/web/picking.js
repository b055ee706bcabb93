// Which features lie under a point of the screen, and which are in view.

import { markReach } from "./marks.js";
import { NOWHERE, pixelsPerStep, toDegrees, toSteps } from "./world.js";

const SLACK = 3; // pixels beside a mark that still count
const LINE_REACH = 6;
const MOST_PER_LAYER = 20;
const MOST = 50;

// Hits at a container point, topmost layer first; `layers` from bottom to top.
export function hitsAt(map, layers, point) {
  const place = map.containerPointToLatLng(point);
  const { x, y } = toSteps(place.lng, place.lat);
  const step = 1 / pixelsPerStep(map.getZoom());
  const hits = [];
  for (const { spec, art } of [...layers].reverse()) {
    if (!spec.selectable) continue;
    const positions = art.at(x, y, reachOf(spec) * step, step).slice(0, MOST_PER_LAYER);
    for (const position of positions) hits.push({ layer: spec.id, revision: spec.revision, position });
  }
  return hits.slice(0, MOST);
}

// Bounds of the points in the disk under a container point, null where something else lies on top.
export function clusterUnder(map, layers, point) {
  const place = map.containerPointToLatLng(point);
  const { x, y } = toSteps(place.lng, place.lat);
  const step = 1 / pixelsPerStep(map.getZoom());
  for (const { spec, art } of [...layers].reverse()) {
    const box = art.clusterAt?.(x, y, step);
    if (box) return degreesOf(box.west, box.north, box.east, box.south);
    if (spec.selectable && art.at(x, y, reachOf(spec) * step, step).length) return null;
  }
  return null;
}

function reachOf(spec) {
  if (spec.kind !== "point") return spec.kind === "line" ? LINE_REACH : 0;
  return SLACK + Math.max(2, ...spec.classes.map(({ symbol }) => markReach(symbol) - 1));
}

// West, south, east, north of a polygon or line in degrees.
export function featureBounds({ boxes }, position) {
  return degreesOf(...boxes.subarray(position * 4, position * 4 + 4));
}

function degreesOf(west, north, east, south) {
  const upper = toDegrees(west, north);
  const lower = toDegrees(east, south);
  return [upper.lng, lower.lat, lower.lng, upper.lat];
}

// The first `most` features whose place (a label's, for lines and polygons) is in view: position,
// place and box in pixels of the map's container. chosen: by position, null for every feature.
export function anchorsInView(map, { data, visibleClass }, most, chosen = null) {
  const origin = map.getPixelBounds().min;
  const size = map.getSize();
  const scale = pixelsPerStep(map.getZoom());
  const [xs, ys] = data.kind === "point" ? [data.x, data.y] : [data.anchorX, data.anchorY];
  const anchors = [];
  for (let position = 0; position < data.count && anchors.length < most; position++) {
    if (xs[position] === NOWHERE || (chosen && !chosen[position]) || !visibleClass(data.classes[position])) continue;
    const x = xs[position] * scale - origin.x;
    const y = ys[position] * scale - origin.y;
    if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
    anchors.push({ position, x, y, ...roomOf(data, position, scale, origin) });
  }
  return anchors;
}

// Box of the feature on screen; a point's is its mark.
function roomOf(data, position, scale, origin) {
  if (data.kind === "point") return { box: null };
  const at = position * 4;
  const [west, north, east, south] = data.boxes.subarray(at, at + 4);
  return {
    box: {
      left: west * scale - origin.x,
      top: north * scale - origin.y,
      right: east * scale - origin.x,
      bottom: south * scale - origin.y,
    },
  };
}
