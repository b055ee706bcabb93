// Points that crowd are drawn as one disk with their number, at small scales.

import { Cells, widen } from "./cells.js";
import { luminance } from "./contrast.js";
import { drawMark, markReach } from "./marks.js";
import { PointArt } from "./points.js";
import { FONT_STACK } from "./style.js";
import { pixelsPerStep, scaleAt, toDegrees } from "./world.js";

const DARK = "#1B2733";
const MANY = 10000;
const LISTED = 20;
const LARGEST = 24; // pixels: radius of a disk, with its rim

export class ClusterArt {
  constructor(data, { radius, finest }) {
    this.points = new PointArt(data);
    this.radius = radius;
    this.finest = finest;
    this.zoom = null;
    this.clusters = [];
    const { index } = this.points;
    this.latitude = toDegrees(index.west, index.north + (index.rows * index.cell) / 2).lat;
  }

  hidesPoints(zoom) {
    return scaleAt(zoom, this.latitude) > this.finest;
  }

  useZoom(zoom) {
    if (this.zoom === zoom) return;
    this.zoom = zoom;
    this.clusters = this.hidesPoints(zoom) ? gathered(this.points.index, this.radius / pixelsPerStep(zoom)) : [];
  }

  paint(context, tile, classes) {
    this.useZoom(tile.zoom);
    if (!this.hidesPoints(tile.zoom)) {
      this.points.paint(context, tile, classes);
      return;
    }
    const scale = pixelsPerStep(tile.zoom);
    const margin = Math.max(LARGEST, ...classes.map(({ symbol }) => markReach(symbol)));
    const fill = diskFill(classes);
    for (const cluster of this.clusters) {
      const [x, y] = [cluster.x * scale - tile.left, cluster.y * scale - tile.top];
      if (x < -margin || y < -margin || x > tile.size + margin || y > tile.size + margin) continue;
      if (cluster.count > 1) drawDisk(context, { x, y, count: cluster.count, fill });
      else this.drawSingle(context, cluster, classes, x, y);
    }
  }

  drawSingle(context, { rank }, classes, x, y) {
    const symbol = classes[rank]?.symbol;
    if (symbol) drawMark(context, symbol, x, y);
  }

  // Positions under a place (steps): single points, and what lies in a disk that zooming in
  // cannot take apart; `step`: steps of a pixel.
  at(x, y, reach, step) {
    if (this.zoom === null || !this.hidesPoints(this.zoom)) return this.points.at(x, y, reach);
    const cluster = this.diskAt(x, y, step);
    if (cluster) return divisible(cluster) ? [] : this.points.at(cluster.x, cluster.y, 1).slice(0, LISTED);
    const near = ({ count, x: cx, y: cy }) => count === 1 && Math.hypot(cx - x, cy - y) <= reach;
    return this.clusters.filter(near).map(({ position }) => position);
  }

  // Box (steps) of the points in the disk under a place, null where there is none to zoom into.
  clusterAt(x, y, step) {
    if (this.zoom === null || !this.hidesPoints(this.zoom)) return null;
    const cluster = this.diskAt(x, y, step);
    return cluster && divisible(cluster) ? cluster.box : null;
  }

  diskAt(x, y, step) {
    const hit = ({ count, x: cx, y: cy }) => count > 1 && Math.hypot(cx - x, cy - y) <= diskRadius(count) * step;
    return this.clusters.findLast(hit);
  }
}

function divisible({ box }) {
  return box.east > box.west || box.south > box.north;
}

// The cell with most points takes in the neighbours whose middle is near its own, and so on.
export function gathered(index, side) {
  const cells = new Cells(index, side);
  const taken = new Uint8Array(cells.counts.length);
  const order = Uint32Array.from(cells.counts.keys()).sort((a, b) => cells.counts[b] - cells.counts[a]);
  const found = [];
  for (const slot of order) {
    if (taken[slot]) continue;
    const middle = cells.middle(slot);
    const members = cells.around(middle.x, middle.y).filter((other) => {
      const place = cells.middle(other);
      return !taken[other] && (other === slot || Math.hypot(place.x - middle.x, place.y - middle.y) < side);
    });
    for (const member of members) taken[member] = 1;
    found.push(joined(cells, members, index));
  }
  return found.reverse(); // the largest are drawn last
}

function joined(cells, members, index) {
  const cluster = { count: 0, x: 0, y: 0, box: { west: Infinity, north: Infinity, east: -Infinity, south: -Infinity } };
  for (const slot of members) {
    cluster.count += cells.counts[slot];
    cluster.x += cells.sumX[slot];
    cluster.y += cells.sumY[slot];
    const { west, north, east, south } = cells.boxes[slot];
    widen(cluster.box, west, north);
    widen(cluster.box, east, south);
  }
  cluster.x /= cluster.count;
  cluster.y /= cluster.count;
  const at = cells.first[members[0]];
  cluster.position = index.positions[at];
  cluster.rank = index.classes[at];
  return cluster;
}

// The colour of the only class; where there are several, none of theirs.
export function diskFill(classes) {
  return (classes.length === 1 && classes[0].symbol.fill) || DARK;
}

function diskRadius(count) {
  return Math.min(LARGEST - 2, 11 + 2.6 * Math.log10(count));
}

export function drawDisk(context, { x, y, count, fill }) {
  const radius = diskRadius(count);
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = "#FFFFFF";
  context.lineWidth = 2;
  context.stroke();
  context.fillStyle = luminance(fill) > 0.25 ? DARK : "#FFFFFF";
  context.font = `600 ${radius > 16 ? 12 : 11}px ${FONT_STACK}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(countText(count), x, y + 0.5);
}

// 9,999 as it is, then 1.2万, 35万: four characters fit into a disk.
export function countText(count) {
  if (count < MANY) return String(count);
  const tens = count / MANY;
  return `${tens < 10 ? (Math.floor(tens * 10) / 10).toString() : Math.floor(tens)}万`;
}
