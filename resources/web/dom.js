// Building elements. Text from data only ever becomes text: nothing here parses HTML.

const SVG = "http://www.w3.org/2000/svg";

export function element(tag, { className = "", text, title, attributes = {} } = {}, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  if (title) node.title = title;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// An icon of the sprite that the page carries (<symbol id="icon-…">).
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

export function iconButton(name, label, onClick) {
  const button = element("button", { className: "icon-button", title: label, attributes: { type: "button", "aria-label": label } }, icon(name));
  button.addEventListener("click", onClick);
  return button;
}

// A float over the map: what happens on it does not reach the map.
export function float(className, ...children) {
  const node = element("div", { className: `float ${className}` }, ...children);
  L.DomEvent.disableClickPropagation(node);
  L.DomEvent.disableScrollPropagation(node);
  node.addEventListener("contextmenu", (event) => event.stopPropagation());
  return node;
}
