"""QGIS style documents (QML) from the symbols that window and print use.

Widths are pixels at 96 dpi in ``Symbol`` and millimetres here, so that print keeps the proportions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.services.map_model import Label

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_QGIS_VERSION = "3.22.0"  # the oldest one that we promise to look right in
_MM_PER_PIXEL = 25.4 / 96
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
_PLACEMENTS = {"polygon": "4", "line": "3", "point": "6"}
_SCALE_AT_ZOOM_0 = 559_082_264 * 0.8  # of web map zoom levels, at 37° N
_CLEAR = "0,0,0,0"


@dataclass(frozen=True, kw_only=True)
class StyleClass:
    """Features for which ``filter`` (a QGIS expression; "" = all others) holds."""

    label: str
    symbol: Symbol
    filter: str = ""


@dataclass(frozen=True, kw_only=True)
class Style:
    """The default look of one layer.

    ``kind`` is point, line or polygon, or "" for a table without geometry (then only ``aliases``,
    the names of its columns as shown, count).
    """

    kind: str = ""
    classes: Sequence[StyleClass] = ()
    label: Label | None = None
    label_expression: str = ""  # instead of the label's column
    aliases: Mapping[str, str] = field(default_factory=dict)


def write_qml(style: Style) -> str:
    """The style as a QML document."""
    root = ET.Element(
        "qgis",
        version=_QGIS_VERSION,
        styleCategories="Symbology|Labeling|Fields" if style.kind else "Fields",
        labelsEnabled="1" if style.label else "0",
    )
    if style.kind:
        _renderer(root, style)
    if style.label:
        _labeling(root, style, style.label)
    aliases = ET.SubElement(root, "aliases")
    for name, shown in style.aliases.items():
        ET.SubElement(aliases, "alias", field=name, name=shown)
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def equals(column: str, value: str) -> str:
    """The QGIS expression that compares a text column with a value."""
    return f'"{column}" = {_quoted(value)}'


def one_of(column: str, values: Sequence[str]) -> str:
    """The QGIS expression that looks for a text column's value in a list."""
    return f'"{column}" IN ({", ".join(map(_quoted, values))})'


def first_of(columns: Sequence[str]) -> str:
    """The QGIS expression that takes the first text column with a value."""
    tried = ", ".join(f"nullif(\"{name}\", '')" for name in columns)
    return f"coalesce({tried})"


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _renderer(root: ET.Element, style: Style) -> None:
    single = len(style.classes) == 1 and not style.classes[0].filter
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="singleSymbol" if single else "RuleRenderer",
        symbollevels="0",
        enableorderby="0",
        forceraster="0",
    )
    if not single:
        rules = ET.SubElement(renderer, "rules", key="root")
        for position, entry in enumerate(style.classes):
            ET.SubElement(
                rules,
                "rule",
                key=f"rule{position}",
                symbol=str(position),
                label=entry.label,
                filter=entry.filter or "ELSE",
            )
    symbols = ET.SubElement(renderer, "symbols")
    for position, entry in enumerate(style.classes):
        _symbol(symbols, str(position), style.kind, entry.symbol)


def _symbol(parent: ET.Element, name: str, kind: str, symbol: Symbol) -> None:
    types = {"polygon": "fill", "line": "line", "point": "marker"}
    element = ET.SubElement(
        parent, "symbol", name=name, type=types[kind], alpha="1", clip_to_extent="1", force_rhr="0"
    )
    if kind == "point":
        _layer(element, "SimpleMarker", _marker(symbol))
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
    colour = _rgba(symbol.fill, symbol.fill_opacity) if symbol.fill else _CLEAR
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
                "color": _rgba(symbol.hatch_color),
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
        _layer(inner, "SimpleLine", _line(symbol.hatch_color, _HATCH_WIDTH / _MM_PER_PIXEL))


def _marker(symbol: Symbol) -> dict[str, str]:
    return {
        "name": _MARKS.get(symbol.mark, "circle"),
        "color": _rgba(symbol.fill) if symbol.fill else _CLEAR,
        "outline_color": _rgba(symbol.line) if symbol.line else _CLEAR,
        "outline_width": _mm(symbol.line_width),
        "outline_width_unit": "MM",
        "size": _mm(symbol.size),
        "size_unit": "MM",
    }


def _line(colour: str, width: float, dash: Sequence[float] = ()) -> dict[str, str]:
    options = {
        "line_color": _rgba(colour),
        "line_width": _mm(width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat" if dash else "round",
        "joinstyle": "round",
    }
    if dash:
        options |= {
            "use_custom_dash": "1",
            "customdash": ";".join(_mm(part) for part in dash),
            "customdash_unit": "MM",
        }
    return options


def _layer(parent: ET.Element, cls: str, options: dict[str, str]) -> ET.Element:
    layer = ET.SubElement(parent, "layer", {"class": cls}, enabled="1", locked="0")
    layer.set("pass", "0")
    mapped = ET.SubElement(layer, "Option", type="Map")
    for name, value in options.items():
        ET.SubElement(mapped, "Option", name=name, type="QString", value=value)
    return layer


def _labeling(root: ET.Element, style: Style, label: Label) -> None:
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings", calloutType="simple")
    text = ET.SubElement(
        settings,
        "text-style",
        fieldName=style.label_expression or label.column,
        isExpression="1" if style.label_expression else "0",
        fontFamily="Microsoft YaHei",
        namedStyle="Bold" if label.bold else "Regular",
        fontWeight="75" if label.bold else "50",
        fontItalic="1" if label.italic else "0",
        fontSize=str(label.size_pt),
        fontSizeUnit="Point",
        fontLetterSpacing=str(label.spacing),
        textColor=_rgba(label.color),
        textOpacity="1",
    )
    ET.SubElement(
        text,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_rgba("#FFFFFF"),
        bufferOpacity="0.85",
    )
    priority = str(round(label.priority / 10))
    ET.SubElement(settings, "placement", placement=_PLACEMENTS[style.kind], priority=priority)
    furthest = round(_SCALE_AT_ZOOM_0 / 2**label.min_zoom) if label.min_zoom else 0
    ET.SubElement(
        settings,
        "rendering",
        scaleVisibility="1" if furthest else "0",
        scaleMin="0",
        scaleMax=str(furthest),
        drawLabels="1",
        obstacle="1",
    )


def _rgba(colour: str, opacity: float = 1.0) -> str:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"{red},{green},{blue},{round(opacity * 255)}"


def _mm(pixels: float) -> str:
    return f"{pixels * _MM_PER_PIXEL:.3f}"
