// Which vertex or edge of a visible layer lies next to a place of the screen. The packed places are
// rounded (1.9 cm), so a snap names the vertex and the program takes its exact coordinates.

import { NOWHERE, pixelsPerStep, toDegrees, toSteps } from "./world.js";

export const SNAP_REACH = 10; // pixels

// The layers that catch for a kind of snapping: "all", or "areas" without points.
export function snappable(kind, layers) {
  return layers.filter(({ spec, data }) => spec.selectable && (kind === "all" || data.kind !== "point"));
}

// { lng, lat, snap: { layer, revision, position, vertex, edge } } or null; vertices win over edges.
// except: { layer, position } of a feature that catches nothing, because it is the one being changed.
export function snapTo(map, layers, point, except = null) {
  const place = map.containerPointToLatLng(point);
  const at = toSteps(place.lng, place.lat);
  const reach = SNAP_REACH / pixelsPerStep(map.getZoom());
  const best = { vertex: null, edge: null };
  for (const layer of layers) {
    const skipped = except?.layer === layer.spec.id ? except.position : -1;
    if (layer.data.kind === "point") nearPoint(layer, skipped, { at, reach, best });
    else nearShape(layer, skipped, { at, reach, best });
  }
  const found = best.vertex ?? best.edge;
  if (!found) return null;
  const { layer, position, vertex } = found;
  const snap = { layer: layer.spec.id, revision: layer.spec.revision, position, vertex, edge: !best.vertex };
  return { ...toDegrees(found.x, found.y), snap };
}

function nearPoint(layer, skipped, { at, reach, best }) {
  const position = layer.art.at(at.x, at.y, reach).find((found) => found !== skipped);
  if (position === undefined) return;
  const [x, y] = [layer.data.x[position], layer.data.y[position]];
  keep(best, "vertex", { layer, position, vertex: 0, x, y, distance: (x - at.x) ** 2 + (y - at.y) ** 2 });
}

function nearShape(layer, skipped, { at, reach, best }) {
  const box = [at.x - reach, at.y - reach, at.x + reach, at.y + reach];
  for (const position of layer.art.inBox(box)) {
    if (position === skipped) continue;
    const { featureStarts, ringStarts } = layer.data;
    for (let ring = featureStarts[position]; ring < featureStarts[position + 1]; ring++) {
      nearRing(layer, { position, from: ringStarts[ring], to: ringStarts[ring + 1] }, at, reach, best);
    }
  }
}

function nearRing(layer, { position, from, to }, at, reach, best) {
  const { x, y, featureStarts, ringStarts } = layer.data;
  const first = ringStarts[featureStarts[position]];
  const limit = reach * reach;
  for (let i = from; i < to; i++) {
    if (x[i] === NOWHERE) continue;
    const distance = (x[i] - at.x) ** 2 + (y[i] - at.y) ** 2;
    if (distance <= limit) keep(best, "vertex", { layer, position, vertex: i - first, x: x[i], y: y[i], distance });
    if (best.vertex || i + 1 >= to || x[i + 1] === NOWHERE) continue;
    const foot = footOn(x[i], y[i], x[i + 1], y[i + 1], at);
    if (foot.distance <= limit) keep(best, "edge", { layer, position, vertex: i - first, ...foot });
  }
}

function keep(best, kind, found) {
  if (!best[kind] || found.distance < best[kind].distance) best[kind] = found;
}

function footOn(x1, y1, x2, y2, at) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((at.x - x1) * dx + (at.y - y1) * dy) / length)) : 0;
  const [x, y] = [x1 + t * dx, y1 + t * dy];
  return { x, y, distance: (x - at.x) ** 2 + (y - at.y) ** 2 };
}
