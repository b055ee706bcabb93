// Checks what the program sends before anything acts on it; the program's side of these messages
// is dzmap/mapping/messages.py.

const text = (value) => typeof value === "string";
const flag = (value) => typeof value === "boolean";
const number = (value) => Number.isFinite(value);
const whole = (value) => Number.isInteger(value) && value >= 0;
const share = (value) => number(value) && value >= 0 && value <= 1;
const maybe = (check) => (value) => value === null || check(value);
const list = (check) => (value) => Array.isArray(value) && value.every(check);
const oneOf = (...values) => (value) => values.includes(value);
const color = (value) => text(value) && (value === "" || /^#[0-9A-Fa-f]{6}$/.test(value));
const shape = (fields) => (value) =>
  value !== null && typeof value === "object" && Object.entries(fields).every(([name, check]) => check(value[name]));

const bounds = (value) => list(number)(value) && value.length === 4 && value[0] <= value[2] && value[1] <= value[3];

const symbol = shape({
  fill: color,
  fillOpacity: share,
  line: color,
  lineWidth: number,
  dash: list(number),
  core: color,
  casing: color,
  casingWidth: number,
  hatch: oneOf("none", "diagonal", "back", "horizontal", "cross"),
  hatchColor: color,
  mark: text,
  size: number,
});

const label = shape({
  sizePt: number,
  color,
  bold: flag,
  italic: flag,
  spacing: number,
  priority: number,
  minZoom: number,
  disk: flag,
  badge: flag,
  halo: flag,
  coarsest: maybe(number),
});

const positive = (value) => number(value) && value > 0;
const heat = shape({ radius: positive, ramp: (value) => list(color)(value) && value.length > 0 });
const clusters = shape({ radius: positive, finest: number });

const layer = shape({
  id: text,
  title: text,
  group: text,
  kind: oneOf("point", "line", "polygon"),
  revision: whole,
  count: whole,
  visible: flag,
  opacity: share,
  selectable: flag,
  inLegend: flag,
  legendTitle: text,
  tags: list(text),
  classes: list(shape({ value: text, label: text, count: whole, symbol })),
  label: maybe(label),
  sized: flag,
  heat: maybe(heat),
  clusters: maybe(clusters),
  coarsest: maybe(number),
  finest: number,
});

const baseMap = shape({
  id: (value) => text(value) && /^b[0-9]{1,9}$/.test(value),
  vector: flag,
  attribution: text,
  opacity: share,
  bounds,
  coarsest: whole,
  finest: whole,
  layers: list(text),
});

const place = (value) => list(number)(value) && value.length === 2;
const ring = list(place);

const messages = {
  scene: shape({ title: text, extent: bounds, sample: flag, schematic: flag, notes: list(text), layers: list(layer) }),
  visible: shape({ layer: text, visible: flag }),
  opacity: shape({ layer: text, opacity: share }),
  order: shape({ layers: list(text) }),
  selection: shape({ parts: list(shape({ layer: text, revision: whole, count: whole })), number: whole }),
  zoomTo: shape({ bounds }),
  zoomFull: shape({}),
  zoomScale: shape({ scale: (value) => number(value) && value >= 1 }),
  view: shape({ longitude: number, latitude: number, zoom: number }),
  tool: shape({ name: text }),
  toolBar: shape({ lines: list(text) }),
  editShape: shape({
    places: list(place),
    starts: list(whole),
    closed: flag,
    feature: shape({ layer: text, position: whole }),
  }),
  preview: shape({ before: list(ring), after: list(ring) }),
  sketchVertex: shape({ longitude: number, latitude: number }),
  placeMark: shape({ place: maybe(shape({ longitude: number, latitude: number })) }),
  hint: shape({ text }),
  theme: shape({ dark: flag, contrast: flag, textScale: (value) => number(value) && value >= 1 && value <= 2 }),
  chrome: shape({ shown: flag }),
  baseMaps: shape({ maps: list(baseMap) }),
  browse: shape({ crumbs: list(text), note: text }),
  inset: shape({ shown: flag, title: text, bounds: maybe(bounds), labelled: list(text) }),
};

// The message, or an Error that says which kind was malformed.
export function checked(content) {
  const message = text(content) ? JSON.parse(content) : content;
  const check = Object.hasOwn(messages, message?.type) ? messages[message.type] : null;
  if (!check) throw new Error(`unknown message ${String(message?.type).slice(0, 40)}`);
  if (!check(message)) throw new Error(`malformed message ${message.type}`);
  return message;
}
