// The strip of tools at the top left: select and pan, zooming, then a menu for each group of tools.

import { element, float, icon, iconButton } from "./dom.js";
import { EDIT_TOOL, SKETCH_TOOLS, TOOL_GROUPS } from "./sketch_tools.js";

const MODES = [
  ["select", "cursor", "选择"],
  ["pan", "hand_right", "平移"],
];

export const TOOL_NAMES = [...MODES.map(([name]) => name), ...SKETCH_TOOLS.map(({ name }) => name), EDIT_TOOL.name];

export class ToolStrip {
  // actions: onTool(name), onCommand(name), zoomIn(), zoomOut(), zoomFull(); without a program
  // behind the map there is nobody to measure, select or draw for.
  constructor(parent, actions, { withProgram }) {
    this.actions = actions;
    this.buttons = new Map();
    this.groups = withProgram ? TOOL_GROUPS.map((group) => new ToolMenu(group, actions.onTool)) : [];
    const modes = MODES.map(([name, image, label]) => {
      const button = iconButton(image, label, () => actions.onTool(name));
      this.buttons.set(name, button);
      return button;
    });
    const more = withProgram ? [divider(), ...this.groups.map(({ root }) => root), iconButton("bookmark", "书签", () => actions.onCommand("bookmarks"))] : [];
    this.root = float(
      "tools",
      ...modes,
      divider(),
      iconButton("zoom_in", "放大", actions.zoomIn),
      iconButton("zoom_out", "缩小", actions.zoomOut),
      iconButton("full_screen_maximize", "全图", actions.zoomFull),
      ...more,
    );
    this.root.setAttribute("role", "toolbar");
    this.root.setAttribute("aria-label", "地图工具");
    parent.append(this.root);
    parent.addEventListener("mousedown", (event) => this.closeMenus(event.target));
  }

  show(tool) {
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", String(name === tool));
    for (const group of this.groups) group.show(tool);
  }

  // Whether one was open.
  closeMenus(outside = null) {
    const open = this.groups.filter((group) => !group.list.hidden && !group.root.contains(outside));
    for (const group of open) group.open(false);
    return open.length > 0;
  }
}

function divider() {
  return element("span", { className: "divider" });
}

class ToolMenu {
  constructor({ name, icon: image, label }, onTool) {
    this.tools = SKETCH_TOOLS.filter(({ group }) => group === name);
    this.onTool = onTool;
    this.button = iconButton(image, label, () => this.open(this.list.hidden));
    this.button.setAttribute("aria-haspopup", "menu");
    this.button.append(icon("chevron_down"));
    this.button.classList.add("with-menu");
    this.items = this.tools.map((tool) => this.item(tool));
    this.list = element("div", { className: "tool-menu", attributes: { role: "menu", "aria-label": label } }, ...this.items);
    this.root = element("span", { className: "tool-group" }, this.button, this.list);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.open(false);
  }

  item({ name, label }) {
    const item = element("button", { text: label, attributes: { type: "button", role: "menuitemradio" } });
    item.addEventListener("click", () => {
      this.open(false);
      this.onTool(name);
    });
    return item;
  }

  open(open) {
    this.list.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.items[0].focus();
  }

  key(event) {
    const at = this.items.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && !this.list.hidden) {
      this.open(false);
      this.button.focus();
    } else if (step && at >= 0) {
      this.items[(at + step + this.items.length) % this.items.length].focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  show(tool) {
    this.tools.forEach(({ name }, i) => this.items[i].setAttribute("aria-checked", String(name === tool)));
    this.button.setAttribute("aria-pressed", String(this.tools.some(({ name }) => name === tool)));
  }
}
