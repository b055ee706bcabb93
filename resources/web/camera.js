// Where the map looks: the whole extent, some bounds, a scale, a remembered view.

import { zoomForScale } from "./world.js";

const CLOSEST = 17;
const MARGIN = 16; // pixels around the whole extent
const AROUND = 40; // pixels of surroundings when zooming to features
const NEARLY = 0.05; // zoom levels that may be lost for a place beside the legend

export class Camera {
  // legendWidth(), insetWidth(): pixels at the left and at the right that they cover.
  constructor(map, { legendWidth, insetWidth }) {
    this.map = map;
    this.legendWidth = legendWidth;
    this.insetWidth = insetWidth;
    this.extent = null;
    this.atFullExtent = true;
    map.on("dragstart boxzoomend", () => this.leaveFullExtent());
    map.getContainer().addEventListener("wheel", () => this.leaveFullExtent(), { passive: true });
    // Docks open and close while the window starts: the whole map stays whole.
    map.on("resize", () => this.keepWhole());
  }

  keepWhole() {
    if (this.atFullExtent) this.showAll();
  }

  // Keeps the view if the extent is the one known already.
  setExtent(extent) {
    const same = JSON.stringify(extent) === JSON.stringify(this.extent);
    this.extent = extent;
    if (!same) this.showAll();
  }

  showAll() {
    if (!this.extent || !this.map.getSize().x) return;
    this.fit(this.extent, MARGIN, {}, this.insetWidth() > 0);
    this.atFullExtent = true;
  }

  showBounds(bounds) {
    this.leaveFullExtent();
    this.fit(bounds, AROUND, { maxZoom: CLOSEST });
  }

  showScale(denominator) {
    this.leaveFullExtent();
    const zoom = zoomForScale(denominator, this.map.getCenter().lat);
    this.unsnapped(() => this.map.setZoom(zoom, { animate: false }));
  }

  showPlace(latlng, zoom) {
    this.leaveFullExtent();
    this.unsnapped(() => this.map.setView(latlng, zoom, { animate: false }));
  }

  zoomBy(levels, around = this.map.getCenter()) {
    this.leaveFullExtent();
    this.map.setZoomAround(around, this.map.getZoom() + levels, { animate: false });
  }

  leaveFullExtent() {
    this.atFullExtent = false;
  }

  fit([west, south, east, north], margin, options, toTheLeft = false) {
    const bounds = L.latLngBounds([[south, west], [north, east]]);
    const left = this.leftMargin(bounds, margin);
    this.unsnapped(() =>
      this.map.fitBounds(bounds, {
        paddingTopLeft: [left, margin],
        paddingBottomRight: [toTheLeft ? this.rightMargin(bounds, left, margin) : margin, margin],
        animate: false,
        ...options,
      }));
  }

  // Beside the legend, if that makes the map hardly smaller.
  leftMargin(bounds, margin) {
    const zoom = (left) => this.map.getBoundsZoom(bounds, false, L.point(left + margin, 2 * margin));
    const beside = this.legendWidth() + margin + MARGIN;
    return zoom(beside) >= zoom(margin) - NEARLY ? beside : margin;
  }

  // All the room that is left over, so that as little as possible lies under the inset.
  rightMargin(bounds, left, margin) {
    const zoom = this.map.getBoundsZoom(bounds, false, L.point(left + margin, 2 * margin));
    const width = this.map.project(bounds.getNorthEast(), zoom).x - this.map.project(bounds.getSouthWest(), zoom).x;
    return Math.max(margin, this.map.getSize().x - left - width);
  }

  // Zoom levels between the steps of the wheel, for a view that must fit or have a given scale.
  unsnapped(move) {
    const { options } = this.map;
    const { zoomSnap } = options;
    options.zoomSnap = 0;
    move();
    options.zoomSnap = zoomSnap;
  }
}
