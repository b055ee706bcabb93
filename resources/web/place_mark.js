// The mark of a place that the user went to by its coordinates.

const SIZE = 24; // pixels

export class PlaceMark {
  constructor(map) {
    this.map = map;
    this.marker = null;
  }

  // place: { longitude, latitude }, or null takes the mark away.
  show({ place }) {
    this.marker?.remove();
    this.marker = null;
    if (!place) return;
    const face = L.divIcon({ className: "place-mark", iconSize: [SIZE, SIZE] });
    this.marker = L.marker([place.latitude, place.longitude], { icon: face, interactive: false, keyboard: false });
    this.marker.addTo(this.map);
  }
}
