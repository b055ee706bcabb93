// “1 / 3 个重叠对象”: steps through the features that lie over each other at a clicked place.

import { element, float, iconButton } from "./dom.js";

export class Stack {
  // onChoice(hit): another one of them was chosen; factsOf(hit): promise of { name }.
  constructor(parent, { onChoice, factsOf }) {
    this.onChoice = onChoice;
    this.factsOf = factsOf;
    this.text = element("span", { attributes: { role: "status" } });
    this.root = float("stack", iconButton("chevron_left", "上一个", () => this.step(-1)), this.text, iconButton("chevron_right", "下一个", () => this.step(1)));
    this.root.hidden = true;
    parent.append(this.root);
    this.hits = [];
    this.position = 0;
  }

  show(hits) {
    this.hits = hits;
    this.position = 0;
    this.write();
  }

  hide() {
    this.show([]);
  }

  step(by) {
    this.position = (this.position + by + this.hits.length) % this.hits.length;
    this.onChoice(this.hits[this.position]);
    this.write();
  }

  async write() {
    this.root.hidden = this.hits.length < 2;
    if (this.root.hidden) return;
    const hit = this.hits[this.position];
    const count = `${this.position + 1} / ${this.hits.length} 个重叠对象`;
    this.text.textContent = count;
    const facts = await this.factsOf(hit);
    if (facts?.name && hit === this.hits[this.position]) this.text.textContent = `${count}：${facts.name}`;
  }
}
