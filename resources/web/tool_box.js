// Which tool is in hand, and what clicks and keys do with it. Select and pan belong to the map page;
// all others enter places: their sketches go to the program, which knows what they are for.

import { ShapeEditor } from "./shape_editor.js";
import { SketchLayer } from "./sketch.js";
import { EDIT_TOOL, SKETCH_TOOLS } from "./sketch_tools.js";
import { ToolBar } from "./tool_bar.js";
import { TOOL_NAMES, ToolStrip } from "./tools.js";

export class ToolBox {
  // send(message); layers(): drawable layers; actions: zoomIn, zoomOut, zoomFull.
  constructor(map, { send, layers, withProgram, ...actions }) {
    this.map = map;
    this.send = send;
    this.tool = "select";
    const container = map.getContainer();
    const onCommand = (name) => send({ type: "toolAction", name });
    this.strip = new ToolStrip(container, { ...actions, onTool: (name) => this.use(name), onCommand }, { withProgram });
    this.bar = new ToolBar(container, (name) => this.act(name));
    const tell = (phase, sketch) => send({ type: "sketch", tool: this.tool, phase, ...sketch });
    this.sketch = new SketchLayer({ layers, tell }).addTo(map);
    const edit = (action, vertex, { lng, lat, snap }) =>
      send({ type: "vertexEdit", action, vertex, place: { longitude: lng, latitude: lat, snap } });
    this.editor = new ShapeEditor({ layers, tell: edit }).addTo(map);
    this.show();
  }

  use(name) {
    if (!TOOL_NAMES.includes(name)) return;
    const changed = name !== this.tool;
    if (changed && this.sketching) this.sketch.cancel();
    this.tool = name;
    const tool = SKETCH_TOOLS.find((one) => one.name === name);
    if (tool) this.sketch.start(tool);
    else this.sketch.stop();
    if (!this.editing) this.editor.clear();
    const shown = this.editing ? EDIT_TOOL : tool;
    if (shown) this.bar.open(shown);
    else this.bar.close();
    this.show();
    if (changed) this.send({ type: "tool", name });
  }

  show() {
    this.strip.show(this.tool);
    this.map.getContainer().dataset.tool = this.sketching || this.editing ? "sketch" : this.tool;
  }

  get sketching() {
    return this.sketch.tool !== null;
  }

  get editing() {
    return this.tool === EDIT_TOOL.name;
  }

  // Whether the click was for the tool in hand.
  click(event) {
    if (this.sketching) this.sketch.click(event);
    return this.sketching || this.editing;
  }

  doubleClick(event) {
    if (this.sketching) this.sketch.finish(event.originalEvent);
    else if (this.editing) this.editor.remove();
    return this.sketching || this.editing;
  }

  // Whether the key was for the tool in hand.
  key(name) {
    if (this.editing) return this.editingKey(name);
    if (!this.sketching) return false;
    if (name === "Backspace") this.sketch.back();
    else if (name === "Enter") this.sketch.finish();
    else return false;
    return true;
  }

  editingKey(name) {
    if (name === "Enter") this.use("select");
    else if (name !== "Delete" && name !== "Backspace") return false;
    else this.editor.remove();
    return true;
  }

  // Esc closes an open menu, gives up what is drawn, then puts the tool away; false: nothing to do.
  escape() {
    if (this.strip.closeMenus()) return true;
    if (this.sketching && this.sketch.cancel()) return true;
    if (this.tool === "select") return false;
    this.use("select");
    return true;
  }

  act(name) {
    if (name === "back") this.sketch.back();
    else if (name === "finish" && this.editing) this.use("select");
    else if (name === "finish") this.sketch.finish();
    else if (name === "cancel") this.escape();
    else this.send({ type: "toolAction", name });
  }

  // ---- messages of the program

  say({ lines }) {
    this.bar.say(lines);
  }

  editShape(shape) {
    if (!this.editing) this.use(EDIT_TOOL.name);
    this.editor.show(shape);
  }

  addVertex({ longitude, latitude }) {
    if (this.sketching) this.sketch.add({ lng: longitude, lat: latitude, snap: null });
  }
}
