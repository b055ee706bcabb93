// Which visible layers are not painted yet, for the rows of the layer tree.

export class Waiting {
  // tell(layer ids) is called when they are others than before.
  constructor(tell) {
    this.tell = tell;
    this.failed = new WeakSet();
    this.told = null;
  }

  // A layer that will not be painted is waited for no more.
  giveUp(layer) {
    this.failed.add(layer);
  }

  look(layers) {
    const ids = layers.filter((layer) => !layer.reported && !this.failed.has(layer)).map(({ spec }) => spec.id);
    const said = JSON.stringify(ids);
    if (said === this.told) return;
    this.told = said;
    this.tell(ids);
  }
}
