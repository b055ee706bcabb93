// Entry of the one-file report: the map works on the data in the file, with no program behind it.

import { Details, LayerPanel, SheetTabs } from "./file_panels.js";
import { FileSource } from "./file_source.js";
import { MapPage } from "./map_page.js";

const data = JSON.parse(document.getElementById("report-data").textContent);

// Does for the page what the program does in the window: keeps the selection.
class FileHost {
  constructor(source) {
    this.source = source;
    this.selected = null;
  }

  send(message) {
    if (message.type === "click") this.select(message.hits[0] ?? null);
    else if (message.type === "choice" || message.type === "toggle") this.select(message.hit);
    else if (message.type === "escape") this.select(null);
  }

  select(hit) {
    const parts = hit ? [{ layer: hit.layer, revision: hit.revision, count: 1 }] : [];
    const number = this.source.offerSelection(hit ? [hit.position] : []);
    this.page.apply({ type: "selection", parts, number });
    this.details.show(hit);
  }
}

if (data.sheets.length) {
  const source = new FileSource(data);
  const host = new FileHost(source);
  const page = new MapPage(window.map_main, host, source);
  host.page = page;
  host.details = new Details(page.map.getContainer(), source);
  const panel = new LayerPanel(page.map.getContainer(), (layer, visible) => page.apply({ type: "visible", layer, visible }));
  const tabs = new SheetTabs(document.getElementById("sheet-tabs"), data.sheets, ({ scene }) => {
    host.select(null);
    page.apply(structuredClone(scene));
    panel.show(page.layers.states);
  });
  tabs.choose(0);
  wheelOnlyWithFocus(page.map);
  window.addEventListener("beforeprint", () => page.map.invalidateSize());
}

// The wheel scrolls the page until the map has been clicked or tabbed into.
function wheelOnlyWithFocus(map) {
  map.scrollWheelZoom.disable();
  map.getContainer().addEventListener("focusin", () => map.scrollWheelZoom.enable());
  map.getContainer().addEventListener("focusout", () => map.scrollWheelZoom.disable());
}
