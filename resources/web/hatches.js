// Fill patterns. A cell's side divides the tile's, so the lines run on from tile to tile.

const CELL = 8;
const SPARSE = 16;
const patterns = new Map();

const drawings = {
  diagonal: { cell: CELL, width: 1.3, lines: (s) => slashes(s) },
  back: { cell: SPARSE, width: 1.3, lines: (s) => slashes(s).map(([a, b, c, d]) => [s - a, b, s - c, d]) },
  horizontal: { cell: CELL, width: 1.1, lines: (s) => [[0, s / 2, s, s / 2]] },
  cross: {
    cell: CELL,
    width: 1,
    lines: (s) => [...slashes(s), ...slashes(s).map(([a, b, c, d]) => [s - a, b, s - c, d])],
  },
};

// 45° lines with their continuation in the two corners of the cell.
function slashes(s) {
  return [
    [-1, s + 1, s + 1, -1],
    [-1, 1, 1, -1],
    [s - 1, s + 1, s + 1, s - 1],
  ];
}

export function hatchPattern(context, hatch, color, ratio) {
  const key = `${hatch} ${color} ${ratio}`;
  let cell = patterns.get(key);
  if (!cell) {
    cell = drawCell(drawings[hatch], color, ratio);
    patterns.set(key, cell);
  }
  return context.createPattern(cell, "repeat");
}

function drawCell({ cell, width, lines }, color, ratio) {
  const side = Math.round(cell * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  context.scale(side / cell, side / cell);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  for (const [x1, y1, x2, y2] of lines(cell)) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.stroke();
  return canvas;
}
