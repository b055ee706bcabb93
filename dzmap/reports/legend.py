"""The legend of a map sheet, made from the layers that are visible in its frame."""

from dataclasses import dataclass, replace

from dzmap.core.symbols import Mark, Symbol
from dzmap.reports.cluster_svg import swatch_disk
from dzmap.reports.fonts import text_width_em
from dzmap.reports.frame import UNITS_PER_MM, MapFrame
from dzmap.reports.ground import Ground
from dzmap.reports.svg_marks import marks_svg
from dzmap.reports.svg_shapes import area_svg, line_svg
from dzmap.reports.visible import in_frame
from dzmap.services.cluster_disks import EXPLAINED
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass

SWATCH_MM = (8.0, 4.2)
"""Width and height of a legend symbol."""

_LARGEST_SWATCH = 20.0  # pixels; a larger mark would reach into the next row

SCHEMATIC = "示意"

_ALWAYS = frozenset({"city"})
"""What the screen need not explain and a printed map must."""


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """A row: its words and its symbol as an SVG document; a heading has no symbol."""

    label: str
    swatch: str = ""

    @property
    def width_em(self) -> float:
        """Width of the words in ems."""
        return text_width_em(self.label)


def legend_entries(model: MapModel, frame: MapFrame, ground: Ground) -> tuple[LegendEntry, ...]:
    """Rows from the topmost layer down; classes without a feature in the frame are left out."""
    entries: list[LegendEntry] = []
    for layer in reversed(model.layers):
        if not (layer.visible and (layer.in_legend or layer.id in _ALWAYS)):
            continue
        seen = in_frame(layer, frame, ground)
        shown = [item for item in layer.classes if (seen & ground.rows(layer, item)).any()]
        if layer.size_column and shown:  # the sizes of some round numbers, whoever has them
            shown = [item for item in layer.classes if item in shown or item.count]
        entries.extend(_rows(layer, shown))
        if shown and layer.gathering(frame.scale) is not None:
            entries.append(LegendEntry(label=EXPLAINED, swatch=_disk_swatch(layer)))
    return tuple(entries)


def _rows(layer: MapLayer, shown: list[SymbolClass]) -> list[LegendEntry]:
    schematic = SCHEMATIC in layer.tags
    shrunk = _shrunk(layer, shown)
    rows = [
        LegendEntry(
            label=item.label,
            swatch=swatch_svg(layer.kind, replace(item.symbol, size=item.symbol.size * shrunk)),
        )
        for item in shown
    ]
    if rows and (len(layer.classes) > 1 or layer.size_column):
        title = layer.legend_title or layer.title
        if shrunk < 1:
            title = f"{title}（图例缩小到 {shrunk:.0%}）"
        return [LegendEntry(label=_marked(title, schematic=schematic)), *rows]
    return [
        LegendEntry(label=_marked(row.label, schematic=schematic), swatch=row.swatch)
        for row in rows
    ]


def _shrunk(layer: MapLayer, shown: list[SymbolClass]) -> float:
    """By how much the marks of a legend of sizes are made smaller, so that the largest fits its row."""
    if not layer.size_column or not shown:
        return 1.0
    return min(1.0, _LARGEST_SWATCH / max(item.symbol.size for item in shown))


def _marked(label: str, *, schematic: bool) -> str:
    return f"{label}（{SCHEMATIC}）" if schematic and SCHEMATIC not in label else label


def swatch_svg(kind: str, symbol: Symbol) -> str:
    """A legend symbol as an SVG document, drawn like the map draws it."""
    width, height = (round(side * UNITS_PER_MM) for side in SWATCH_MM)
    inset = round(0.6 * UNITS_PER_MM)
    if kind == "point":
        fitting = replace(symbol, size=min(symbol.size, _LARGEST_SWATCH))
        body = marks_svg([(width // 2, height // 2)], fitting)
    elif kind == "line" or (symbol.casing and not symbol.fill):
        middle = height // 2
        body = line_svg(f"M{inset} {middle}L{width - inset} {middle}", symbol)
    else:
        path = f"M{inset} {inset}H{width - inset}V{height - inset}H{inset}Z"
        body = area_svg(path, (0, 0, width, height), symbol, "s")
    return _document(width, height, body)


def _disk_swatch(layer: MapLayer) -> str:
    width, height = (round(side * UNITS_PER_MM) for side in SWATCH_MM)
    return _document(width, height, swatch_disk(layer.classes, width, height))


def mark_svg(mark: Mark, symbol: Symbol) -> str:
    """A single mark in a square document, to stand beside a word in a table."""
    side = round(symbol.size * 1.25 * 25.4 / 96 * 0.75 * UNITS_PER_MM)
    del mark
    return _document(side, side, marks_svg([(side // 2, side // 2)], symbol))


def _document(width: int, height: int, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width / UNITS_PER_MM}mm"'
        f' height="{height / UNITS_PER_MM}mm" viewBox="0 0 {width} {height}">{body}</svg>'
    )
