// The tools with which places are entered: what each one draws and in which menu it stands.
// What a finished sketch means, the program knows (dzmap/ui).

export const TOOL_GROUPS = [
  { name: "selecting", icon: "select_object", label: "框选" },
  { name: "measuring", icon: "ruler", label: "测量" },
  { name: "drawing", icon: "pen", label: "绘制" },
];

// snap: "all" (every visible feature), "areas" (no points: no border runs through an enterprise) or "".
// shape: point, line, polygon, rectangle (two corners), circle (centre and a place on it).
export const SKETCH_TOOLS = [
  { name: "select_box", group: "selecting", label: "矩形选择", shape: "rectangle", snap: "" },
  { name: "select_polygon", group: "selecting", label: "多边形选择", shape: "polygon", snap: "" },
  { name: "select_radius", group: "selecting", label: "半径选择", shape: "circle", snap: "" },
  { name: "measure_distance", group: "measuring", label: "测量距离", shape: "line", snap: "all" },
  { name: "measure_area", group: "measuring", label: "测量面积", shape: "polygon", snap: "all" },
  { name: "draw_point", group: "drawing", label: "画点", shape: "point", snap: "all" },
  { name: "draw_line", group: "drawing", label: "画线", shape: "line", snap: "areas" },
  { name: "draw_polygon", group: "drawing", label: "画多边形", shape: "polygon", snap: "areas" },
  // Chosen by the program only: what is drawn here changes a feature that is selected.
  { name: "split", label: "分割", shape: "line", snap: "areas" },
  { name: "cut_hole", label: "挖洞", shape: "polygon", snap: "areas" },
  { name: "reshape", label: "修改边界", shape: "line", snap: "areas" },
  { name: "move", label: "移动", shape: "segment", snap: "areas" },
];

// Moving the vertices of the feature that the program sends with editShape.
export const EDIT_TOOL = { name: "edit_shape", label: "编辑边界", shape: "vertices", snap: "" };

export const LEAST_VERTICES = { point: 1, segment: 2, line: 2, polygon: 3, rectangle: 2, circle: 2 };
export const MOST_VERTICES = { point: 1, segment: 2, rectangle: 2, circle: 2, line: 5000, polygon: 5000 };
