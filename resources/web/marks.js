// Point symbols. Each verdict has a shape of its own, so that a copy without colours still reads.

const DARK = "#1B2733";
const WHITE = "#FFFFFF";

// Draws a mark of the given symbol centred on (x, y); size is the diameter in CSS pixels.
export function drawMark(context, symbol, x, y) {
  context.save();
  context.translate(x, y);
  context.globalAlpha *= symbol.fillOpacity;
  context.lineJoin = "round";
  (painters[symbol.mark] ?? painters.disk)(context, symbol, symbol.size / 2);
  context.restore();
}

// How far a mark reaches from its centre.
export function markReach(symbol) {
  return symbol.size * 0.62 + Math.max(symbol.lineWidth, 1) + 1;
}

const painters = {
  disk(context, symbol, r) {
    circle(context, r);
    paint(context, symbol.fill, symbol.line || WHITE, symbol.lineWidth || 0.6);
  },
  ring(context, symbol, r) {
    context.setLineDash(symbol.dash);
    circle(context, r);
    paint(context, symbol.fill || "rgba(255,255,255,0.85)", symbol.line, symbol.lineWidth || 1.2);
  },
  diamond(context, symbol, r) {
    context.setLineDash(symbol.dash);
    polygon(context, [[0, -r * 1.25], [r * 1.25, 0], [0, r * 1.25], [-r * 1.25, 0]]);
    paint(context, symbol.fill || "rgba(255,255,255,0.85)", symbol.line, symbol.lineWidth || 1.4);
  },
  square_hollow(context, symbol, r) {
    context.setLineDash(symbol.dash);
    square(context, r);
    paint(context, symbol.fill || "rgba(255,255,255,0.85)", symbol.line, symbol.lineWidth || 1.3);
  },
  encouraged(context, symbol, r) {
    circle(context, r);
    paint(context, symbol.fill, WHITE, 1);
    circle(context, r * 0.42);
    paint(context, WHITE, "", 0);
  },
  admitted(context, symbol, r) {
    circle(context, r);
    paint(context, symbol.fill, DARK, 0.7);
  },
  conditional(context, symbol, r) {
    square(context, r * 0.9);
    paint(context, symbol.fill, WHITE, 1);
  },
  restricted(context, symbol, r) {
    polygon(context, [[0, -r * 1.1], [r * 1.1, r * 0.9], [-r * 1.1, r * 0.9]]);
    paint(context, symbol.fill, DARK, 0.8);
  },
  insufficient(context, symbol, r) {
    circle(context, r);
    paint(context, "rgba(255,255,255,0.9)", "", 0);
    context.setLineDash([1.9, 1.5]);
    circle(context, r);
    paint(context, "", symbol.fill ? darker(symbol.fill) : "#565E69", 1.3);
  },
  prohibited(context, symbol, r) {
    for (const [color, width] of [[WHITE, r * 0.5 + 2.4], [symbol.fill, r * 0.5]]) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.lineCap = color === WHITE ? "round" : "butt";
      context.beginPath();
      context.moveTo(-r * 0.85, -r * 0.85);
      context.lineTo(r * 0.85, r * 0.85);
      context.moveTo(r * 0.85, -r * 0.85);
      context.lineTo(-r * 0.85, r * 0.85);
      context.stroke();
    }
  },
};

function circle(context, r) {
  context.beginPath();
  context.arc(0, 0, r, 0, 2 * Math.PI);
}

function square(context, r) {
  context.beginPath();
  context.rect(-r, -r, 2 * r, 2 * r);
}

function polygon(context, corners) {
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
}

function paint(context, fill, line, width) {
  if (fill) {
    context.fillStyle = fill;
    context.fill();
  }
  if (line) {
    context.strokeStyle = line;
    context.lineWidth = width;
    context.stroke();
  }
}

function darker(color) {
  const channels = color.match(/[0-9a-f]{2}/gi) ?? ["56", "5E", "69"];
  return `rgb(${channels.map((c) => Math.round(parseInt(c, 16) * 0.62)).join(",")})`;
}
