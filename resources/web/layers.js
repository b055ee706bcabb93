// The layers of the scene: their descriptions, their data once fetched, and what is visible.

import { NO_CLASS, readPayload } from "./payload.js";
import { PointArt } from "./points.js";
import { ShapeArt } from "./shapes.js";

export class LayerState {
  // standIn: the state of the same layer before its rows changed, shown until the new ones are here.
  constructor(spec, standIn = null) {
    this.spec = spec;
    this.standIn = standIn;
    this.data = null;
    this.art = null;
    this.loading = null;
    this.reported = false;
    this.texts = new Map();
    this.visibleClass = (position) => position !== NO_CLASS;
  }

  // Take over what another scene said about the same payload.
  adopt(spec) {
    const textsHold = JSON.stringify(spec.label) === JSON.stringify(this.spec.label);
    this.spec = spec;
    this.reported = false;
    if (!textsHold) this.texts.clear();
  }

  async load(source) {
    this.loading ??= source.payload(this.spec.id, this.spec.revision).then((buffer) => {
      this.data = readPayload(buffer);
      this.art = this.data.kind === "point" ? new PointArt(this.data) : new ShapeArt(this.data);
      this.standIn = null;
    });
    await this.loading;
  }

  get paint() {
    const { art, spec } = this;
    return (context, area) => art.paint(context, area, spec.classes);
  }

  get boundsStamp() {
    const { id, revision, opacity, classes } = this.spec;
    return JSON.stringify([id, revision, opacity, classes]);
  }
}

export class LayerList {
  constructor() {
    this.states = []; // bottom first
  }

  // Bring in the layers of a scene, keeping the data of those whose payload is the same.
  replace(specs) {
    const known = new Map(this.states.map((state) => [state.spec.id, state]));
    this.states = specs.map((spec) => {
      const state = known.get(spec.id);
      if (state?.spec.revision !== spec.revision) return new LayerState(spec, state?.data ? state : state?.standIn);
      state.adopt(spec);
      return state;
    });
  }

  find(id) {
    return this.states.find(({ spec }) => spec.id === id);
  }

  reorder(ids) {
    const rank = new Map(ids.map((id, position) => [id, position]));
    const place = (state, position) => rank.get(state.spec.id) ?? position;
    this.states = this.states
      .map((state, position) => ({ state, at: place(state, position) }))
      .sort((a, b) => a.at - b.at)
      .map(({ state }) => state);
  }

  get visible() {
    return this.states.filter(({ spec }) => spec.visible);
  }

  get drawable() {
    return this.visible.map((state) => (state.data ? state : state.standIn)).filter(Boolean);
  }
}
