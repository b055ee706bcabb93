// How light a colour is, for text that must be read on it.

// 0 black to 1 white; what is no #RRGGBB counts as white.
export function luminance(color) {
  const channels = color.match(/[0-9a-f]{2}/gi);
  if (!channels) return 1;
  const [r, g, b] = channels.map((c) => (parseInt(c, 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
