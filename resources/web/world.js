// Positions: degrees, steps (2^31 span the Web Mercator world) and pixels at a zoom level.

export const STEPS = 2 ** 31;
export const NOWHERE = -(2 ** 31);
const TILE = 256;
const EQUATOR_METRES_PER_PIXEL = 156543.03392804097; // at zoom 0: 2π · 6378137 / 256
const METRES_PER_CSS_PIXEL = 0.0254 / 96;

export function pixelsPerStep(zoom) {
  return (TILE * 2 ** zoom) / STEPS;
}

export function toSteps(longitude, latitude) {
  const phi = (latitude * Math.PI) / 180;
  return {
    x: (longitude / 360 + 0.5) * STEPS,
    y: (0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI)) * STEPS,
  };
}

export function toDegrees(x, y) {
  return {
    lng: (x / STEPS - 0.5) * 360,
    lat: (Math.atan(Math.sinh((0.5 - y / STEPS) * 2 * Math.PI)) * 180) / Math.PI,
  };
}

export function metresPerPixel(zoom, latitude) {
  return (EQUATOR_METRES_PER_PIXEL * Math.cos((latitude * Math.PI) / 180)) / 2 ** zoom;
}

export function scaleAt(zoom, latitude) {
  return metresPerPixel(zoom, latitude) / METRES_PER_CSS_PIXEL;
}

export function zoomForScale(denominator, latitude) {
  return Math.log2(scaleAt(0, latitude) / denominator);
}
