// A canvas over the whole view, drawn anew whenever the view has come to rest.
// Layers made from it name the element's class and say what to paint; paint() returns false when
// nothing was drawn, and an empty canvas is taken out of the picture: composing it costs as much as
// a full one.

export const ViewCanvas = L.Layer.extend({
  className: "",

  onAdd() {
    this.canvas = L.DomUtil.create("canvas", this.className, this.getPane());
    this.timer = 0;
    this.refresh();
  },

  getEvents() {
    return { moveend: this.refresh, zoomend: this.refresh, resize: this.refresh };
  },

  refresh() {
    this.timer ||= requestAnimationFrame(() => {
      this.timer = 0;
      this.draw();
    });
  },

  draw() {
    const size = this._map.getSize();
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.ceil(size.x * ratio), Math.ceil(size.y * ratio)];
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.canvas.style.width = `${size.x}px`;
      this.canvas.style.height = `${size.y}px`;
    }
    L.DomUtil.setPosition(this.canvas, this._map.containerPointToLayerPoint([0, 0]));
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    context.save();
    context.scale(ratio, ratio);
    this.canvas.style.display = this.paint(context, size) === false ? "none" : "";
    context.restore();
  },
});
