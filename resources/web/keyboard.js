// Keys while the map has the focus.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.1;
const LARGE_STEP = 0.5;

// actions: zoomIn, zoomOut, zoomFull, escape, contextMenu
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
  };
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const arrow = ARROWS[event.key];
    const action = arrow ? () => pan(map, arrow, event.shiftKey) : plain[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function pan(map, [right, down], large) {
  const size = map.getSize();
  const step = large ? LARGE_STEP : STEP;
  map.panBy([right * size.x * step, down * size.y * step], { animate: false });
}
