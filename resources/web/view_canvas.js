// A canvas over the whole view, drawn anew whenever the view has come to rest.
// Layers made from it name the element's class and say what to paint.

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
    this.canvas.width = Math.ceil(size.x * ratio);
    this.canvas.height = Math.ceil(size.y * ratio);
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    L.DomUtil.setPosition(this.canvas, this._map.containerPointToLayerPoint([0, 0]));
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    this.paint(context, size);
  },
});
