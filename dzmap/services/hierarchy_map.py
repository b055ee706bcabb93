"""The map of 层级浏览: one zone or park with its parts in full strength, everything else dimmed."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from dzmap.core.containment import Level, Misfit
from dzmap.core.crs import LONLAT
from dzmap.core.quantities import format_mu, mu_from_m2
from dzmap.core.symbols import Mark, Symbol
from dzmap.services import symbology
from dzmap.services.finding_layers import overlaps_layer, own_layer
from dzmap.services.hierarchy import Hierarchy, Key, Node
from dzmap.services.layer_order import BROWSED, with_layers
from dzmap.services.map_model import Label, MapLayer, MapModel, SymbolClass

_AROUND = 3.0  # degrees beyond the map's extent that are dimmed as well
_VEIL = Symbol(fill="#FFFFFF", fill_opacity=0.68)
_NAMED_BELOW = frozenset({"counties", "neighbours", "waters"})
_PARTS_LABEL = Label(column="label", size_pt=8.6, color="#3A2400", priority=96)
_PARCEL_LABEL = Label(column="label", size_pt=8.2, color="#4A3423", priority=94, min_zoom=13)
_SIGN_LABEL = Label(column="name", size_pt=8.6, color="#A61B14", bold=True, priority=99)
_SIGN = Symbol(fill="#B0201A", line="#FFFFFF", line_width=0.8, mark=Mark.RESTRICTED, size=11)

Bounds = tuple[float, float, float, float]


def browse_model(model: MapModel, tree: Hierarchy, key: Key) -> MapModel:
    """The map with the node of that key brought out; the model itself if there is no such node."""
    path = tree.path(key)
    if not path:
        return model
    node = path[-1]
    dimmed = tuple(
        replace(layer, in_legend=False, label=layer.label if layer.id in _NAMED_BELOW else None)
        for layer in model.layers
    )
    raised = (
        _areas("browse_zones", "所在开发区", _of(path, node, Level.ZONE)),
        _areas("browse_parks", "园区（层级浏览）", _of(path, node, Level.PARK)),
        _areas("browse_parcels", "地块（层级浏览）", _of(path, node, Level.PARCEL)),
        *_marks(tree.misfits_of(node)),
    )
    shown = tuple(layer for layer in raised if len(layer.features))
    return with_layers(replace(model, layers=dimmed), _veil(model), *shown)


def node_bounds(node: Node) -> Bounds | None:
    """West, south, east, north of a node, or of its parts if it is not drawn itself."""
    shapes = [one.area.geometry for one in (node, *node.below())]
    drawn = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not drawn:
        return None
    west, south, east, north = map(float, shapely.total_bounds(drawn))
    return west, south, east, north


def misfit_bounds(misfit: Misfit) -> Bounds | None:
    """Where a misfit lies; None if nothing of it is drawn."""
    if misfit.part is None or shapely.is_empty(misfit.part):
        return None
    west, south, east, north = map(float, shapely.bounds(misfit.part))
    return west, south, east, north


def _of(path: Sequence[Node], node: Node, level: Level) -> list[Node]:
    """Nodes of a level on the way to the node and below it."""
    return [one for one in (*path, *node.below()) if one.area.level is level]


def _veil(model: MapModel) -> MapLayer:
    west, south, east, north = model.extent
    sheet = shapely.box(west - _AROUND, south - _AROUND, east + _AROUND, north + _AROUND)
    veil = own_layer("browse_veil", "淡化其余", "polygon", _VEIL, [("", sheet)], None)
    return replace(veil, group=BROWSED, selectable=False, in_legend=False)


def _areas(name: str, title: str, nodes: Sequence[Node]) -> MapLayer:
    drawn = [
        node
        for node in nodes
        if node.area.geometry is not None and not shapely.is_empty(node.area.geometry)
    ]
    level = drawn[0].area.level if drawn else Level.ZONE
    frame = pd.DataFrame(
        {
            "id": [node.area.id for node in drawn],
            "name": [node.label for node in drawn],
            "label": [node.label for node in drawn],
            "class": [node.status for node in drawn],
            "area": [format_mu(mu_from_m2(node.area_m2)) for node in drawn],
        }
    )
    geometry = [node.area.geometry for node in drawn]
    return MapLayer(
        id=name,
        title=title,
        group=BROWSED,
        kind="polygon",
        features=gpd.GeoDataFrame(frame, geometry=geometry, crs=LONLAT),
        classes=_classes(level, drawn),
        legend_title="层级浏览",
        label=_label(level),
        tooltip=(("area", "椭球面积"),),
        table=level.value,
    )


def _label(level: Level) -> Label | None:
    labels = {Level.PARK: _PARTS_LABEL, Level.PARCEL: _PARCEL_LABEL}
    return labels.get(level)


def _classes(level: Level, nodes: Sequence[Node]) -> tuple[SymbolClass, ...]:
    symbols = {Level.ZONE: symbology.zone("国家级"), Level.PARK: symbology.park()}
    if level in symbols:
        return (SymbolClass(value="", label=level.zh, symbol=symbols[level], count=len(nodes)),)
    statuses = sorted({node.status for node in nodes})
    return tuple(
        SymbolClass(
            value=status,
            label=f"{status or '状态未填'}地块",
            symbol=symbology.parcel(status),
            count=sum(node.status == status for node in nodes),
        )
        for status in statuses
    )


def _marks(misfits: Sequence[Misfit]) -> tuple[MapLayer, ...]:
    """Hatched red where something does not fit, with a sign that shows at any scale."""
    drawn = [
        (f"{misfit.fault.value} {format_mu(mu_from_m2(misfit.area_m2))}", misfit.part)
        for misfit in misfits
        if misfit_bounds(misfit) is not None and misfit.area_m2 > 0
    ]
    parts = replace(
        overlaps_layer(drawn, "包含校验的问题"), id="browse_misfits", group=BROWSED, label=None
    )
    places = [(text, shapely.point_on_surface(part)) for text, part in drawn]
    signs = own_layer("browse_signs", "问题处", "point", _SIGN, places, _SIGN_LABEL)
    return parts, replace(signs, group=BROWSED, in_legend=False, selectable=False)
