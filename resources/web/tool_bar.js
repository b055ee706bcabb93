// The bar over the map while places are entered: the tool, what the program says about the sketch
// (lengths, areas), and what can be done.

import { element, float } from "./dom.js";

const ACTIONS = [
  ["back", "撤回上一点", "Backspace"],
  ["finish", "完成", "Enter"],
  ["cancel", "取消", "Esc"],
  ["coordinates", "输入坐标…", ""],
];

export class ToolBar {
  // onAction(name)
  constructor(parent, onAction) {
    this.title = element("strong");
    this.lines = element("div", { className: "tool-lines", attributes: { role: "status", "aria-live": "polite" } });
    this.buttons = new Map(ACTIONS.map(([name, label, key]) => {
      const children = [element("span", { text: label }), ...(key ? [element("kbd", { text: key })] : [])];
      const button = element("button", { className: "tool-action", attributes: { type: "button" } }, ...children);
      button.addEventListener("click", () => onAction(name));
      return [name, button];
    }));
    this.root = float("tool-bar", this.title, this.lines, element("span", { className: "tool-actions" }, ...this.buttons.values()));
    this.root.hidden = true;
    parent.append(this.root);
  }

  open(tool) {
    this.title.textContent = tool.label;
    this.say([]);
    const steps = !["rectangle", "circle", "point", "segment"].includes(tool.shape);
    this.buttons.get("back").hidden = !steps || tool.shape === "vertices";
    this.buttons.get("finish").hidden = !steps;
    this.buttons.get("cancel").hidden = tool.shape === "vertices";
    this.buttons.get("coordinates").hidden = !tool.snap;
    this.root.hidden = false;
  }

  say(lines) {
    this.lines.replaceChildren(...lines.map((text) => element("span", { text })));
  }

  close() {
    this.root.hidden = true;
  }
}
