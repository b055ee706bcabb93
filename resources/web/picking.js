// Which features lie under a point of the screen.

import { markReach } from "./marks.js";
import { pixelsPerStep, toDegrees, toSteps } from "./world.js";

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
    const positions = art.at(x, y, reachOf(spec) * step).slice(0, MOST_PER_LAYER);
    for (const position of positions) hits.push({ layer: spec.id, revision: spec.revision, position });
  }
  return hits.slice(0, MOST);
}

function reachOf(spec) {
  if (spec.kind !== "point") return spec.kind === "line" ? LINE_REACH : 0;
  return SLACK + Math.max(2, ...spec.classes.map(({ symbol }) => markReach(symbol) - 1));
}

// West, south, east, north of a polygon or line in degrees.
export function featureBounds({ boxes }, position) {
  const [west, north, east, south] = boxes.subarray(position * 4, position * 4 + 4);
  const upper = toDegrees(west, north);
  const lower = toDegrees(east, south);
  return [upper.lng, lower.lat, lower.lng, upper.lat];
}
