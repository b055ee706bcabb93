"""Renderers of QGIS style documents: rules, categories, ranges, heat, clusters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from dzmap.core.symbols import Symbol
from dzmap.services import cluster_disks as disks
from dzmap.storage.qml_symbols import Number, add_symbol, mm, rgba


@dataclass(frozen=True, kw_only=True)
class StyleClass:
    """Features for which ``filter`` (a QGIS expression; "" = all others) holds.

    ``size`` is an expression for the diameter of marks in millimetres, ``centre`` draws the mark of
    an area in its middle.
    """

    label: str
    symbol: Symbol
    filter: str = ""
    size: str = ""
    centre: bool = False


@dataclass(frozen=True, kw_only=True)
class StyleGroup:
    """One of several map layers that show rows of the same table."""

    label: str
    filter: str
    classes: Sequence[StyleClass]
    opacity: float = 1.0
    coarsest: float = math.inf
    finest: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Categorised:
    """One symbol per value of a column; the value "" stands for all others."""

    column: str
    entries: Sequence[tuple[str, str, Symbol]]  # value, label, symbol


@dataclass(frozen=True, kw_only=True)
class Graduated:
    """One symbol per range of a numeric column."""

    column: str
    entries: Sequence[tuple[float, float, str, Symbol]]  # lower, upper, label, symbol


@dataclass(frozen=True, kw_only=True)
class HeatMap:
    """Points as a glow; ``weight`` is an expression or ""."""

    radius: float  # pixels
    colours: Sequence[str]
    weight: str = ""


@dataclass(frozen=True, kw_only=True)
class Clustered:
    """Near points as one disk with their number, others by their classes, or by those of groups."""

    radius: float  # pixels
    fill: str  # of the disk
    classes: Sequence[StyleClass] = ()
    groups: Sequence[StyleGroup] = ()


Renderer = Categorised | Graduated | HeatMap | Clustered

_SIZE = "@cluster_size"
_DISK_SIZE = f"{mm(2)} * min({disks.LARGEST}, {disks.SMALLEST} + {disks.GROWTH} * log10({_SIZE}))"
_DISK_TEXT = (
    f"if({_SIZE} < {disks.MANY}, to_string({_SIZE}), concat(if({_SIZE} < {10 * disks.MANY},"
    f" floor({_SIZE} * 10 / {disks.MANY}) / 10, floor({_SIZE} / {disks.MANY})), '万'))"
)


def add_classes(root: ET.Element, kind: str, classes: Sequence[StyleClass]) -> None:
    """Append a renderer of rules, or of one symbol where a single class takes everything."""
    single = len(classes) == 1 and not classes[0].filter
    renderer = _renderer(root, "singleSymbol" if single else "RuleRenderer")
    if not single:
        rules = ET.SubElement(renderer, "rules", key="root")
        for position, entry in enumerate(classes):
            _rule(rules, f"rule{position}", entry, str(position))
    symbols = ET.SubElement(renderer, "symbols")
    for position, entry in enumerate(classes):
        _class_symbol(symbols, str(position), kind, entry)


def add_groups(root: ET.Element, kind: str, groups: Sequence[StyleGroup]) -> None:
    """Append a renderer of rules within rules: one group per map layer."""
    renderer = _renderer(root, "RuleRenderer")
    rules = ET.SubElement(renderer, "rules", key="root")
    symbols = ET.SubElement(renderer, "symbols")
    number = 0
    for position, group in enumerate(groups):
        outer = ET.SubElement(
            rules, "rule", key=f"group{position}", label=group.label, filter=group.filter
        )
        if group.finest:
            outer.set("scalemindenom", f"{group.finest:.0f}")
        if math.isfinite(group.coarsest):
            outer.set("scalemaxdenom", f"{group.coarsest:.0f}")
        everything = len(group.classes) == 1 and not group.classes[0].filter
        for entry in group.classes:
            if everything:
                outer.set("symbol", str(number))
            else:
                _rule(outer, f"rule{number}", entry, str(number))
            _class_symbol(symbols, str(number), kind, entry, opacity=group.opacity)
            number += 1


def add_renderer(root: ET.Element, kind: str, chosen: Renderer) -> None:
    """Append the renderer that QGIS itself offers for this kind of look."""
    if isinstance(chosen, Categorised):
        _categories(root, kind, chosen)
    elif isinstance(chosen, Graduated):
        _ranges(root, kind, chosen)
    elif isinstance(chosen, HeatMap):
        _heat(root, chosen)
    else:
        _clusters(root, kind, chosen)


def _renderer(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(
        parent, "renderer-v2", type=name, symbollevels="0", enableorderby="0", forceraster="0"
    )


def _rule(parent: ET.Element, key: str, entry: StyleClass, symbol: str) -> None:
    attributes = {"key": key, "symbol": symbol, "label": entry.label}
    ET.SubElement(parent, "rule", attributes, filter=entry.filter or "ELSE")


def _class_symbol(
    parent: ET.Element, name: str, kind: str, entry: StyleClass, *, opacity: float = 1.0
) -> None:
    drawn = "centre" if entry.centre and kind == "polygon" else kind
    add_symbol(parent, name, drawn, entry.symbol, opacity=opacity, size=entry.size)


def _categories(root: ET.Element, kind: str, chosen: Categorised) -> None:
    renderer = _renderer(root, "categorizedSymbol")
    renderer.set("attr", chosen.column)
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for position, (value, label, symbol) in enumerate(chosen.entries):
        attributes = {"symbol": str(position), "value": value, "label": label, "render": "true"}
        ET.SubElement(categories, "category", attributes, type="string")
        add_symbol(symbols, str(position), kind, symbol)


def _ranges(root: ET.Element, kind: str, chosen: Graduated) -> None:
    renderer = _renderer(root, "graduatedSymbol")
    renderer.set("attr", chosen.column)
    renderer.set("graduatedMethod", "GraduatedColor")
    ranges = ET.SubElement(renderer, "ranges")
    symbols = ET.SubElement(renderer, "symbols")
    for position, (lower, upper, label, symbol) in enumerate(chosen.entries):
        attributes = {"symbol": str(position), "label": label, "render": "true"}
        ET.SubElement(ranges, "range", attributes, lower=f"{lower:.15g}", upper=f"{upper:.15g}")
        add_symbol(symbols, str(position), kind, symbol)


def _heat(root: ET.Element, chosen: HeatMap) -> None:
    renderer = _renderer(root, "heatmapRenderer")
    for name, value in {
        "radius": mm(chosen.radius),
        "radius_unit": "0",  # millimetres
        "weight_expression": chosen.weight,
        "quality": "2",
        "max_value": "0",
    }.items():
        renderer.set(name, value)
    ramp = ET.SubElement(renderer, "colorramp", type="gradient", name="[source]")
    options = ET.SubElement(ramp, "Option", type="Map")
    # Where nothing glows the map stays as it is; full colour begins at the second step.
    last = len(chosen.colours) - 1
    stops = [f"{n / last:g};{rgba(colour)}" for n, colour in enumerate(chosen.colours[:-1]) if n]
    for name, value in {
        "color1": rgba(chosen.colours[0], 0.0),
        "color2": rgba(chosen.colours[-1]),
        "discrete": "0",
        "rampType": "gradient",
        "stops": ":".join(stops),
    }.items():
        ET.SubElement(options, "Option", name=name, type="QString", value=value)


def _clusters(root: ET.Element, kind: str, chosen: Clustered) -> None:
    renderer = _renderer(root, "pointCluster")
    renderer.set("tolerance", mm(chosen.radius))
    renderer.set("toleranceUnit", "MM")
    if chosen.groups:
        add_groups(renderer, kind, chosen.groups)
    else:
        add_classes(renderer, kind, chosen.classes)
    disk = Symbol(fill=chosen.fill, line="#FFFFFF", line_width=disks.RIM, size=2 * disks.SMALLEST)
    number = Number(text=_DISK_TEXT, colour=disks.disk_ink(chosen.fill))
    add_symbol(renderer, "centerSymbol", "point", disk, size=_DISK_SIZE, number=number)
