// The strip of tools at the top left.

import { element, float, iconButton } from "./dom.js";

const MODES = [
  ["select", "cursor", "选择"],
  ["pan", "hand_right", "平移"],
];

export const TOOL_NAMES = MODES.map(([name]) => name);

export class ToolStrip {
  // actions: onTool(name), zoomIn(), zoomOut(), zoomFull()
  constructor(parent, actions) {
    this.buttons = new Map();
    const modes = MODES.map(([name, image, label]) => {
      const button = iconButton(image, label, () => actions.onTool(name));
      this.buttons.set(name, button);
      return button;
    });
    this.root = float(
      "tools",
      ...modes,
      element("span", { className: "divider" }),
      iconButton("zoom_in", "放大", actions.zoomIn),
      iconButton("zoom_out", "缩小", actions.zoomOut),
      iconButton("full_screen_maximize", "全图", actions.zoomFull),
    );
    this.root.setAttribute("role", "toolbar");
    this.root.setAttribute("aria-label", "地图工具");
    parent.append(this.root);
  }

  show(tool) {
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", String(name === tool));
  }
}
