"""Symbols of window and print as elements of QGIS style documents.

Widths are pixels at 96 dpi in ``Symbol`` and millimetres here, so that print keeps the proportions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from dzmap.core.symbols import Hatch, Mark, Symbol

MM_PER_PIXEL = 25.4 / 96
_HATCH_ANGLES = {
    Hatch.DIAGONAL: (45,),
    Hatch.BACK: (-45,),
    Hatch.HORIZONTAL: (0,),
    Hatch.CROSS: (45, -45),
}
_HATCH_DISTANCE = {Hatch.BACK: 2.4}
_HATCH_DISTANCE_ELSE = 1.6
_HATCH_WIDTH = 0.3
_MARKS = {
    Mark.DIAMOND: "diamond",
    Mark.SQUARE_HOLLOW: "square",
    Mark.ENCOURAGED: "star",
    Mark.CONDITIONAL: "square",
    Mark.RESTRICTED: "equilateral_triangle",
    Mark.PROHIBITED: "octagon",
}
_CLEAR = "0,0,0,0"
_LETTER_SIZE = 12.0  # pixels
FONT = "Microsoft YaHei"
"""What labels and numbers are set in; QGIS replaces it where it is missing."""


@dataclass(frozen=True)
class Number:
    """A short text in the middle of a mark: a QGIS expression, and the colour of the letters."""

    text: str
    colour: str


def add_symbol(  # noqa: PLR0913 - one call describes one symbol
    parent: ET.Element,
    name: str,
    kind: str,
    symbol: Symbol,
    *,
    opacity: float = 1.0,
    size: str = "",
    number: Number | None = None,
) -> None:
    """Append the element of a symbol.

    Args:
        parent: where it goes.
        name: by which rules and classes refer to it.
        kind: point, line, polygon, or centre (a mark in the middle of an area).
        symbol: how it is drawn.
        opacity: of the whole symbol.
        size: a QGIS expression for the diameter of a mark in millimetres; "" keeps the symbol's.
        number: what stands in the middle of a mark.
    """
    types = {"polygon": "fill", "centre": "fill", "line": "line", "point": "marker"}
    element = ET.SubElement(
        parent,
        "symbol",
        name=name,
        type=types[kind],
        alpha=f"{opacity:g}",
        clip_to_extent="1",
        force_rhr="0",
    )
    if kind == "centre":
        layer = _layer(
            element, "CentroidFill", {"point_on_surface": "1", "point_on_all_parts": "0"}
        )
        add_symbol(layer, f"@{name}@0", "point", symbol, size=size)
        return
    if kind == "point":
        marker = _layer(element, "SimpleMarker", _marker(symbol))
        if size:
            _defined_by_data(marker, {"size": size})
        if number is not None:
            _defined_by_data(_layer(element, "FontMarker", _letters(number)), {"char": number.text})
        return
    if kind == "polygon":
        _fill(element, symbol)
    if symbol.casing:
        width = symbol.line_width + 2 * symbol.casing_width
        _layer(element, "SimpleLine", _line(symbol.casing, width))
    if symbol.line and symbol.line_width:
        _layer(element, "SimpleLine", _line(symbol.line, symbol.line_width, symbol.dash))
    if symbol.core:
        _layer(element, "SimpleLine", _line(symbol.core, symbol.line_width / 3))


def _fill(element: ET.Element, symbol: Symbol) -> None:
    # A fill symbol needs a filled layer even when only its outline shows, or clicks fall through.
    colour = rgba(symbol.fill, symbol.fill_opacity) if symbol.fill else _CLEAR
    _layer(
        element,
        "SimpleFill",
        {"color": colour, "style": "solid" if symbol.fill else "no", "outline_style": "no"},
    )
    for angle in _HATCH_ANGLES.get(symbol.hatch, ()):
        distance = _HATCH_DISTANCE.get(symbol.hatch, _HATCH_DISTANCE_ELSE)
        layer = _layer(
            element,
            "LinePatternFill",
            {
                "angle": str(angle),
                "color": rgba(symbol.hatch_color),
                "distance": str(distance),
                "distance_unit": "MM",
                "line_width": str(_HATCH_WIDTH),
                "line_width_unit": "MM",
            },
        )
        name = f"@{element.get('name')}@{len(element) - 1}"
        inner = ET.SubElement(
            layer, "symbol", name=name, type="line", alpha="1", clip_to_extent="1", force_rhr="0"
        )
        _layer(inner, "SimpleLine", _line(symbol.hatch_color, _HATCH_WIDTH / MM_PER_PIXEL))


def _marker(symbol: Symbol) -> dict[str, str]:
    return {
        "name": _MARKS.get(symbol.mark, "circle"),
        "color": rgba(symbol.fill) if symbol.fill else _CLEAR,
        "outline_color": rgba(symbol.line) if symbol.line else _CLEAR,
        "outline_width": mm(symbol.line_width),
        "outline_width_unit": "MM",
        "size": mm(symbol.size),
        "size_unit": "MM",
    }


def _letters(number: Number) -> dict[str, str]:
    return {
        "chr": "0",
        "font": FONT,  # without one QGIS takes Dingbats, which has no figures
        "font_style": "Bold",
        "color": rgba(number.colour),
        "size": mm(_LETTER_SIZE),
        "size_unit": "MM",
    }


def _line(colour: str, width: float, dash: Sequence[float] = ()) -> dict[str, str]:
    options = {
        "line_color": rgba(colour),
        "line_width": mm(width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat" if dash else "round",
        "joinstyle": "round",
    }
    if dash:
        options |= {
            "use_custom_dash": "1",
            "customdash": ";".join(mm(part) for part in dash),
            "customdash_unit": "MM",
        }
    return options


def _defined_by_data(layer: ET.Element, expressions: dict[str, str]) -> None:
    holder = ET.SubElement(ET.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    ET.SubElement(holder, "Option", name="name", type="QString", value="")
    properties = ET.SubElement(holder, "Option", name="properties", type="Map")
    for name, expression in expressions.items():
        entry = ET.SubElement(properties, "Option", name=name, type="Map")
        ET.SubElement(entry, "Option", name="active", type="bool", value="true")
        ET.SubElement(entry, "Option", name="expression", type="QString", value=expression)
        ET.SubElement(entry, "Option", name="type", type="int", value="3")
    ET.SubElement(holder, "Option", name="type", type="QString", value="collection")


def _layer(parent: ET.Element, cls: str, options: dict[str, str]) -> ET.Element:
    layer = ET.SubElement(parent, "layer", {"class": cls}, enabled="1", locked="0")
    layer.set("pass", "0")
    mapped = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(mapped, "Option", name=name, type="QString", value=value)
    return layer


def rgba(colour: str, opacity: float = 1.0) -> str:
    """A colour ``#RRGGBB`` as QGIS writes it."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255)}"


def mm(pixels: float) -> str:
    """Pixels at 96 dpi as millimetres."""
    return f"{pixels * MM_PER_PIXEL:.3f}"
