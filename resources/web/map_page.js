// The map: applies the program's messages and tells it what the user does.

import { BaseMaps } from "./base_map.js";
import { BrowseBar } from "./browse.js";
import { Camera } from "./camera.js";
import { badgeHolder, badges, Hint, LoadingBar, northArrow, ScaleBar } from "./furniture.js";
import { Description } from "./description.js";
import { Hover } from "./hover.js";
import { Inset } from "./inset.js";
import { listenForKeys } from "./keyboard.js";
import { LabelLayer } from "./labels.js";
import { LayerList } from "./layers.js";
import { Legend } from "./legend.js";
import { Painting } from "./painting.js";
import { clusterUnder, featureBounds, hitsAt } from "./picking.js";
import { PreviewLayer } from "./preview.js";
import { PlaceMark } from "./place_mark.js";
import { checked } from "./protocol.js";
import { SelectionLayer } from "./selection.js";
import { SpacePan } from "./space_pan.js";
import { Stack } from "./stack.js";
import { ToolBox } from "./tool_box.js";
import { Waiting } from "./waiting.js";
import { Walk } from "./walk.js";
import { scaleAt } from "./world.js";

const POINT_ZOOM = 14;

export class MapPage {
  // host.send(message) reaches the program; source fetches payloads, texts and facts.
  constructor(map, host, source) {
    this.map = map;
    this.host = host;
    this.source = source;
    this.layers = new LayerList();
    this.selectionNumber = 0;
    this.addPanes();
    this.addFloats();
    this.baseMaps = new BaseMaps(map, { onFault: (text) => this.reportFault(text) });
    this.painting = new Painting(map, { onPainted: (layers) => this.reportPainted(layers) });
    this.waiting = new Waiting((layers) => this.host.send({ type: "loading", layers }));
    this.listen();
  }

  addPanes() {
    for (const [name, order] of [["selection", 450], ["preview", 452], ["labels", 460]]) {
      this.map.createPane(name).style.zIndex = order;
      this.map.getPane(name).style.pointerEvents = "none";
    }
    this.preview = new PreviewLayer({ pane: "preview" }).addTo(this.map);
    this.selection = new SelectionLayer().addTo(this.map);
    this.labels = new LabelLayer({
      layers: () => this.layers.drawable,
      textsOf: (layer, positions, arrived) => this.textsOf(layer, positions, arrived),
    }).addTo(this.map);
  }

  addFloats() {
    const container = this.map.getContainer();
    const factsOf = (hit) => this.source.facts(hit).catch(() => null);
    this.tools = new ToolBox(this.map, {
      send: (message) => this.host.send(message),
      layers: () => this.layers.drawable,
      withProgram: this.host.program === true,
      zoomIn: () => this.camera.zoomBy(1),
      zoomOut: () => this.camera.zoomBy(-1),
      zoomFull: () => this.camera.showAll(),
    });
    container.setAttribute("aria-label", "地图");
    this.badges = badgeHolder(container);
    this.legend = new Legend(container);
    this.map.on("resize", () => this.legend.suit(this.map.getSize()));
    this.legend.suit(this.map.getSize());
    this.camera = new Camera(this.map, { legendWidth: () => this.legend.width, insetWidth: () => this.inset?.width ?? 0 });
    this.scaleBar = new ScaleBar(container, this.map);
    northArrow(container);
    this.loading = new LoadingBar(container);
    this.hint = new Hint(container);
    const onChoice = (hit) => this.host.send({ type: "choice", hit });
    this.browse = new BrowseBar(container, (message) => this.host.send(message));
    this.stack = new Stack(container, { factsOf, onChoice });
    this.walk = new Walk(this.map, { layers: () => this.layers.drawable, factsOf });
    this.hold = new SpacePan(this.map);
    this.description = new Description(this.map, {
      layers: () => this.layers.drawable,
      nameOf: async (hit) => (await factsOf(hit))?.name ?? "",
      tell: (text) => this.host.send({ type: "described", text }),
    });
    this.inset = new Inset(this.map, {
      layers: () => this.layers.drawable,
      textsOf: (layer, positions, arrived) => this.textsOf(layer, positions, arrived),
      send: (message) => this.host.send(message),
      showBounds: (bounds) => this.camera.showBounds(bounds),
      onTurn: () => this.camera.keepWhole(),
    });
    this.placeMark = new PlaceMark(this.map);
    this.hover = new Hover(this.map, { factsOf, hitsAt: (point) => this.hitsAt(point) });
  }

  listen() {
    const { map } = this;
    map.on("moveend", () => this.sendView());
    map.on("zoomend", () => this.rescale());
    map.on("mousemove", ({ latlng }) => this.sendCursor(latlng));
    map.on("mouseout", () => this.host.send({ type: "cursorLeft" }));
    map.on("click", (event) => this.click(event));
    map.on("dblclick", (event) => this.tools.doubleClick(event) || this.zoomToHit(event));
    map.on("contextmenu", (event) => this.openContext(event.containerPoint, event.latlng));
    listenForKeys(map, {
      zoomIn: () => this.camera.zoomBy(1),
      zoomOut: () => this.camera.zoomBy(-1),
      zoomFull: () => this.camera.showAll(),
      escape: () => this.escape(),
      contextMenu: () => this.openContext(map.getSize().divideBy(2), map.getCenter()),
      tool: (key) => this.tools.key(key),
      walk: (by) => this.walk.step(by),
      details: () => this.openDetails(),
      toggle: () => this.walk.current && this.host.send({ type: "toggle", hit: this.walk.current }),
      hold: this.hold,
    });
  }

  // ---- messages of the program

  apply(content) {
    const message = checked(content);
    this.handlers[message.type].call(this, message);
  }

  get handlers() {
    return {
      scene: this.showScene,
      visible: ({ layer, visible }) => this.change(layer, { visible }),
      opacity: ({ layer, opacity }) => this.change(layer, { opacity }),
      order: ({ layers }) => {
        this.layers.reorder(layers);
        this.refresh();
      },
      selection: this.showSelection,
      zoomTo: ({ bounds }) => this.camera.showBounds(bounds),
      zoomFull: () => this.camera.showAll(),
      zoomScale: ({ scale }) => this.camera.showScale(scale),
      tool: ({ name }) => this.tools.use(name),
      toolBar: (message) => this.tools.say(message),
      editShape: (message) => this.tools.editShape(message),
      preview: (message) => this.preview.show(message),
      sketchVertex: (message) => this.tools.addVertex(message),
      placeMark: (message) => this.placeMark.show(message),
      hint: ({ text }) => this.hint.show(text),
      theme: ({ dark, contrast, textScale }) => {
        document.documentElement.style.setProperty("--text-scale", textScale);
        document.documentElement.classList.toggle("dark", dark);
        document.documentElement.classList.toggle("high-contrast", contrast);
      },
      view: ({ longitude, latitude, zoom }) => this.camera.showPlace([latitude, longitude], zoom),
      chrome: this.showChrome,
      inset: (message) => this.inset.follow(message),
      baseMaps: ({ maps }) => this.baseMaps.show(maps),
      browse: (message) => this.browse.show(message),
    };
  }

  showScene(scene) {
    this.layers.replace(scene.layers);
    this.stack.hide();
    badges(this.badges, scene);
    this.legend.show(this.layers.visible);
    this.camera.setExtent(scene.extent);
    this.layers.rescale(this.scale);
    this.refresh();
  }

  get scale() {
    return scaleAt(this.map.getZoom(), this.map.getCenter().lat);
  }

  rescale() {
    if (this.layers.rescale(this.scale)) this.refresh();
  }

  change(id, fields) {
    const layer = this.layers.find(id);
    if (!layer) return;
    Object.assign(layer.spec, fields);
    layer.reported = false;
    this.refresh();
  }

  // Tools make no part of a picture of the map; two frames later the screen shows it without them.
  showChrome({ shown }) {
    document.documentElement.classList.toggle("bare", !shown);
    if (!shown) requestAnimationFrame(() => requestAnimationFrame(() => this.host.send({ type: "bare" })));
  }

  // The positions of all parts come in one list, one part after the other.
  async showSelection({ parts, number }) {
    this.selectionNumber = number;
    const known = parts.some(({ layer, revision }) => this.layers.find(layer)?.spec.revision === revision);
    const positions = known ? await this.source.selection(number).catch(() => null) : [];
    if (!positions || number !== this.selectionNumber) return;
    const chosen = [];
    let from = 0;
    for (const { layer, revision, count } of parts) {
      const state = this.layers.find(layer);
      if (state?.spec.revision === revision) chosen.push({ layer: state, positions: positions.slice(from, from + count) });
      from += count;
    }
    this.selection.show(chosen);
    this.inset.select(chosen);
  }

  refresh() {
    for (const layer of this.layers.visible) if (!layer.data) this.load(layer);
    this.painting.show(this.layers.drawable);
    this.legend.show(this.layers.visible);
    this.selection.refresh();
    this.labels.refresh();
    this.inset.refresh();
    this.description.refresh();
    this.waiting.look(this.layers.visible);
  }

  async load(layer) {
    if (layer.loading) return;
    const { id } = layer.spec;
    this.loading.start(id);
    try {
      await layer.load(this.source);
    } catch (error) {
      this.reportLayerFault(layer, error);
      this.waiting.giveUp(layer);
      this.waiting.look(this.layers.visible);
      return;
    } finally {
      this.loading.end(id);
    }
    if (this.layers.find(id) === layer) this.refresh();
  }

  textsOf(layer, positions, arrived) {
    const missing = positions.filter((position) => !layer.texts.has(position));
    if (missing.length) {
      for (const position of missing) layer.texts.set(position, "");
      this.source.labels(layer.spec, missing).then((texts) => {
        texts.forEach((text, i) => layer.texts.set(missing[i], text));
        arrived();
      }, (error) => this.reportLayerFault(layer, error));
    }
    return layer.texts;
  }

  // ---- what the user does

  hitsAt(point) {
    return hitsAt(this.map, this.layers.drawable, point);
  }

  click(event) {
    const { originalEvent, containerPoint, latlng } = event;
    if (this.tools.click(event)) return;
    if (this.tools.tool !== "select" || originalEvent.detail > 1) return;
    const cluster = clusterUnder(this.map, this.layers.drawable, containerPoint);
    if (cluster) {
      this.camera.showBounds(cluster);
      return;
    }
    const hits = this.hitsAt(containerPoint);
    const again = hits.length > 1 && JSON.stringify(hits) === JSON.stringify(this.stack.hits);
    if (again && !originalEvent.ctrlKey) {
      this.stack.step(1);
      return;
    }
    this.stack.show(hits);
    this.host.send({ type: "click", ...placeOf(latlng), hits, add: originalEvent.ctrlKey || originalEvent.shiftKey });
  }

  zoomToHit({ containerPoint, latlng }) {
    const [hit] = this.hitsAt(containerPoint);
    const state = hit && this.layers.find(hit.layer);
    if (!state) this.camera.zoomBy(1, latlng);
    else if (state.data.kind === "point") this.camera.showPlace(latlng, Math.max(POINT_ZOOM, this.map.getZoom() + 1));
    else this.camera.showBounds(featureBounds(state.data, hit.position));
  }

  openContext(point, latlng) {
    this.hover.hide();
    this.host.send({ type: "context", ...placeOf(latlng), hits: this.hitsAt(point) });
  }

  // Enter: the feature that the Tab key stands at, or what is selected already.
  openDetails() {
    if (this.walk.current) this.host.send({ type: "choice", hit: this.walk.current });
    this.host.send({ type: "details" });
  }

  escape() {
    if (this.tools.escape()) return;
    if (this.walk.current) this.walk.leave();
    else if (!this.stack.root.hidden) this.stack.hide();
    else if (!this.browse.leave()) this.host.send({ type: "escape" });
  }

  sendCursor(latlng) {
    this.cursor = latlng;
    this.cursorFrame ||= requestAnimationFrame(() => {
      this.cursorFrame = 0;
      this.host.send({ type: "cursor", ...placeOf(this.cursor) });
    });
  }

  sendView() {
    if (!this.map.getSize().x) return;
    const bounds = this.map.getBounds();
    this.host.send({
      type: "view",
      west: bounds.getWest(),
      south: bounds.getSouth(),
      east: bounds.getEast(),
      north: bounds.getNorth(),
      ...placeOf(this.map.getCenter()),
      zoom: this.map.getZoom(),
      scale: this.scale,
    });
  }

  reportPainted(layers) {
    const fresh = layers.filter((layer) => !layer.reported);
    for (const layer of fresh) layer.reported = true;
    if (!fresh.length) return;
    requestAnimationFrame(() => {
      for (const { spec } of fresh) this.host.send({ type: "painted", layer: spec.id, revision: spec.revision });
      this.waiting.look(this.layers.visible);
    });
  }

  // A layer that has been replaced meanwhile is refused, and that is no fault.
  reportLayerFault(layer, error) {
    if (this.layers.find(layer.spec.id) === layer) this.reportFault(`layer ${layer.spec.id}: ${error}`);
  }

  reportFault(text) {
    this.host.send({ type: "fault", text: String(text).slice(0, 4000) });
  }
}

function placeOf({ lng, lat }) {
  return { longitude: Math.max(-540, Math.min(540, lng)), latitude: Math.max(-90, Math.min(90, lat)) };
}
