// The layers of the scene: their descriptions, their data once fetched, and what is visible.

import { ClusterArt } from "./clusters.js";
import { HeatArt } from "./heat.js";
import { NO_CLASS, readPayload } from "./payload.js";
import { PointArt } from "./points.js";
import { ShapeArt } from "./shapes.js";
import { SizedArt } from "./sized_points.js";

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
    const artHolds = wayOf(spec) === wayOf(this.spec);
    this.spec = spec;
    this.reported = false;
    if (this.data && !artHolds) this.art = artOf(this.data, spec);
    if (!textsHold) this.texts.clear();
  }

  async load(source) {
    this.loading ??= source.payload(this.spec.id, this.spec.revision).then((buffer) => {
      this.data = readPayload(buffer);
      this.art = artOf(this.data, this.spec);
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
    return JSON.stringify([id, revision, opacity, classes, wayOf(this.spec)]);
  }

  shownAt(scale) {
    const { coarsest, finest } = this.spec;
    return (coarsest === null || scale <= coarsest) && scale >= finest;
  }
}

function wayOf({ heat, clusters, sized }) {
  return JSON.stringify([heat, clusters, sized]);
}

function artOf(data, spec) {
  if (data.kind !== "point") return new ShapeArt(data);
  if (spec.heat) return new HeatArt(data, spec.heat);
  if (spec.clusters) return new ClusterArt(data, spec.clusters);
  return data.sizes ? new SizedArt(data) : new PointArt(data);
}

export class LayerList {
  constructor() {
    this.states = []; // bottom first
    this.scale = 0; // denominator of the scale; layers outside their range are not there
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
    return this.states.filter((state) => state.spec.visible && state.shownAt(this.scale));
  }

  get drawable() {
    return this.drawableAt(this.scale);
  }

  // What a map of another scale, the inset, may draw.
  drawableAt(scale) {
    return this.states
      .filter((state) => state.spec.visible && state.shownAt(scale))
      .map((state) => (state.data ? state : state.standIn))
      .filter(Boolean);
  }

  // Whether another scale brings other layers.
  rescale(scale) {
    const before = this.visible;
    this.scale = scale;
    const after = this.visible;
    return before.length !== after.length || before.some((state, i) => state !== after[i]);
  }
}
