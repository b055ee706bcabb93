// Keys while the map has the focus.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PRESSES = new Set(["Enter", " "]);
const STEP = 0.1;
const LARGE_STEP = 0.5;

// actions: zoomIn, zoomOut, zoomFull, escape, contextMenu, details, toggle, hold (SpacePan),
// walk(1 or -1): whether there was a next,
// tool(key): whether the tool in hand took the key
export function listenForKeys(map, actions) {
  const plain = {
    "+": actions.zoomIn,
    "=": actions.zoomIn,
    "-": actions.zoomOut,
    _: actions.zoomOut,
    0: actions.zoomFull,
    Escape: actions.escape,
    m: actions.contextMenu,
    M: actions.contextMenu,
    ContextMenu: actions.contextMenu,
    Enter: actions.details,
  };
  const container = map.getContainer();
  container.tabIndex = 0;
  container.addEventListener("mousedown", () => container.focus({ preventScroll: true }));
  container.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target === container && actions.tool(event.key)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Tab") {
      // Past the last feature the focus goes on to the tools, as everywhere.
      if (event.target === container && actions.walk(event.shiftKey ? -1 : 1)) event.preventDefault();
      return;
    }
    if (event.target !== container && PRESSES.has(event.key)) return; // a button on the map
    if (event.key === " ") {
      event.preventDefault();
      if (!event.repeat) actions.hold.start();
      return;
    }
    const arrow = ARROWS[event.key];
    const action = arrow ? () => pan(map, arrow, event.shiftKey) : plain[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  container.addEventListener("keyup", (event) => {
    if (event.key === " " && actions.hold.held && !actions.hold.stop()) actions.toggle();
  });
  container.addEventListener("blur", () => actions.hold.stop());
}

function pan(map, [right, down], large) {
  const size = map.getSize();
  const step = large ? LARGE_STEP : STEP;
  map.panBy([right * size.x * step, down * size.y * step], { animate: false });
}
