"""QGIS style documents (QML) from the symbols that window and print use."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from dzmap.services.map_model import Label
from dzmap.storage.qml_renderers import (
    Renderer,
    StyleClass,
    StyleGroup,
    add_classes,
    add_groups,
    add_renderer,
)
from dzmap.storage.qml_symbols import FONT, rgba

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_QGIS_VERSION = "3.22.0"  # the oldest one that we promise to look right in
_PLACEMENTS = {"polygon": "4", "line": "3", "point": "6"}
_SCALE_AT_ZOOM_0 = 559_082_264 * 0.8  # of web map zoom levels, at 37° N
_ALL = "Symbology|Labeling|Fields|Rendering"


@dataclass(frozen=True, kw_only=True)
class StyleLabel:
    """Labels of the features for which ``filter`` holds; ``expression`` instead of the label's column."""

    label: Label
    expression: str = ""
    filter: str = ""


@dataclass(frozen=True, kw_only=True)
class Style:
    """The look of one layer.

    ``kind`` is point, line or polygon, or "" for a table without geometry (then only ``aliases``,
    the names of its columns as shown, count). ``renderer`` comes before ``groups``, and these before
    ``classes``.
    """

    kind: str = ""
    classes: Sequence[StyleClass] = ()
    groups: Sequence[StyleGroup] = ()
    renderer: Renderer | None = None
    labels: Sequence[StyleLabel] = ()
    opacity: float = 1.0
    coarsest: float = math.inf
    finest: float = 0.0
    aliases: Mapping[str, str] = field(default_factory=dict)


def write_qml(style: Style) -> str:
    """The style as a QML document."""
    ranged = bool(style.finest) or math.isfinite(style.coarsest)
    root = ET.Element(
        "qgis",
        version=_QGIS_VERSION,
        styleCategories=_ALL if style.kind else "Fields",
        labelsEnabled="1" if style.labels else "0",
        hasScaleBasedVisibilityFlag="1" if ranged else "0",
        minScale=f"{style.coarsest if math.isfinite(style.coarsest) else 1e9:.0f}",
        maxScale=f"{style.finest:.0f}",
    )
    if style.kind:
        if style.renderer is not None:
            add_renderer(root, style.kind, style.renderer)
        elif style.groups:
            add_groups(root, style.kind, style.groups)
        else:
            add_classes(root, style.kind, style.classes)
        ET.SubElement(root, "layerOpacity").text = f"{style.opacity:g}"
    if style.labels:
        _labeling(root, style)
    aliases = ET.SubElement(root, "aliases")
    for name, shown in style.aliases.items():
        ET.SubElement(aliases, "alias", field=name, name=shown)
    return _DOCTYPE + ET.tostring(root, encoding="unicode")


def _labeling(root: ET.Element, style: Style) -> None:
    if len(style.labels) == 1 and not style.labels[0].filter:
        labeling = ET.SubElement(root, "labeling", type="simple")
        _settings(labeling, style.kind, style.labels[0])
        return
    labeling = ET.SubElement(root, "labeling", type="rule-based")
    rules = ET.SubElement(labeling, "rules", key="labels")
    for position, label in enumerate(style.labels):
        rule = ET.SubElement(rules, "rule", key=f"label{position}", filter=label.filter)
        _settings(rule, style.kind, label)


def _settings(parent: ET.Element, kind: str, entry: StyleLabel) -> None:
    label = entry.label
    settings = ET.SubElement(parent, "settings", calloutType="simple")
    text = ET.SubElement(
        settings,
        "text-style",
        fieldName=entry.expression or label.column,
        isExpression="1" if entry.expression else "0",
        fontFamily=FONT,
        namedStyle="Bold" if label.bold else "Regular",
        fontWeight="75" if label.bold else "50",
        fontItalic="1" if label.italic else "0",
        fontSize=str(label.size_pt),
        fontSizeUnit="Point",
        fontLetterSpacing=str(label.spacing),
        textColor=rgba(label.color),
        textOpacity="1",
    )
    ET.SubElement(
        text,
        "text-buffer",
        bufferDraw="1" if label.halo else "0",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=rgba("#FFFFFF"),
        bufferOpacity="0.85",
    )
    priority = str(round(label.priority / 10))
    ET.SubElement(settings, "placement", placement=_PLACEMENTS[kind], priority=priority)
    furthest = round(_furthest(label))
    ET.SubElement(
        settings,
        "rendering",
        scaleVisibility="1" if furthest else "0",
        scaleMin="0",
        scaleMax=str(furthest),
        drawLabels="1",
        obstacle="1",
    )


def _furthest(label: Label) -> float:
    """The denominator up to which labels are shown; 0 for always."""
    from_zoom = _SCALE_AT_ZOOM_0 / 2**label.min_zoom if label.min_zoom else math.inf
    least = min(from_zoom, label.coarsest)
    return least if math.isfinite(least) else 0.0
