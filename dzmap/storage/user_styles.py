"""The looks that users chose, as QGIS shows them: one style per table, whatever layers show its rows.

Where QGIS has no renderer of the same meaning, rules come as near as they can; a grid of cells, which
a style cannot make, keeps the layer's own look. Figures that QGIS cannot work out by itself (sums in
areas, yearly ones) are written as the ids of each class.
"""

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from dzmap.core.classification import classify
from dzmap.core.layer_style import Labelling, LayerStyle, Look, Method, Per, Rendering
from dzmap.core.problems import KnownError
from dzmap.core.tables import TABLES, Table
from dzmap.services.cluster_disks import disk_fill
from dzmap.services.look_classes import NO_DATA, OTHERS, SIZE, with_classes
from dzmap.services.look_symbols import dressed
from dzmap.services.map_model import Label, MapLayer, SymbolClass
from dzmap.services.style_columns import LookError
from dzmap.services.style_presets import with_proposed_categories
from dzmap.storage.map_sources import MapSource, doubled, sources_of
from dzmap.storage.qgis_expressions import filter_expression, literal, one_of
from dzmap.storage.qml import Style, StyleLabel
from dzmap.storage.qml_renderers import (
    Categorised,
    Clustered,
    Graduated,
    HeatMap,
    StyleClass,
    StyleGroup,
)
from dzmap.storage.qml_symbols import mm
from dzmap.storage.record_table import LAYER_STYLES
from dzmap.storage.stored_tables import StoredTables

_MOST_IDS = 5_000
_UNSORTED = (Rendering.SINGLE, Rendering.HEAT, Rendering.CLUSTERS)
_COUNTED = ("enterprises", "enterprise_years", "projects", "project_years")
_PLAIN_LABEL = Label(column="name", size_pt=9.0, color="#1B2733")


def restyled(connection: sqlite3.Connection, touched: set[str], layers: set[str]) -> list[Table]:
    """The tables whose style may be another one now.

    Args:
        connection: the project, in the transaction of a save.
        touched: names of the tables whose rows the save changed.
        layers: ids of the map layers whose look it changed.
    """
    if not touched and not layers:
        return []
    chosen = _chosen(connection)
    return [
        table
        for table in TABLES.values()
        if table.geometry
        for sources in [sources_of(connection, table, Style())]
        if any(
            source.id in layers or _rests_on(chosen.get(source.id), table, touched)
            for source in sources
        )
    ]


def as_chosen(connection: sqlite3.Connection, table: Table, default: Style) -> Style:
    """The style of a table with what users chose for its layers; ``default`` where they did not."""
    if not table.geometry:
        return default
    chosen = _chosen(connection)
    sources = sources_of(connection, table, default)
    if not any(source.id in chosen for source in sources):
        return default
    made = [_styled(connection, table, source, chosen.get(source.id)) for source in sources]
    labels = [label for one in made for label in one.labels]
    if len(made) == 1 and not made[0].condition:
        return replace(made[0].alone(), kind=default.kind, labels=labels)
    if all(isinstance(one.renderer, Clustered) for one in made):
        return replace(_gathered(made), kind=default.kind, labels=labels)
    return Style(kind=default.kind, groups=[one.group() for one in made], labels=labels)


@dataclass(frozen=True, kw_only=True)
class _Made:
    """One map layer in terms of QGIS."""

    title: str
    condition: str
    classes: Sequence[StyleClass]
    style: LayerStyle
    labels: Sequence[StyleLabel]
    renderer: Categorised | Graduated | HeatMap | Clustered | None = None

    def alone(self) -> Style:
        """As the only layer that shows the table."""
        return Style(
            classes=self.classes,
            renderer=self.renderer,
            opacity=_or(self.style.opacity, 1.0),
            coarsest=_or(self.style.coarsest, math.inf),
            finest=_or(self.style.finest, 0.0),
        )

    def group(self) -> StyleGroup:
        """As one of several; what only a renderer of its own could do is left out."""
        return StyleGroup(
            label=self.title,
            filter=self.condition,
            classes=self.classes,
            opacity=_or(self.style.opacity, 1.0),
            coarsest=_or(self.style.coarsest, math.inf),
            finest=_or(self.style.finest, 0.0),
        )


def _gathered(made: Sequence[_Made]) -> Style:
    """Layers whose points all gather: QGIS gathers them together, with the longest reach."""
    reach = max(one.renderer.radius for one in made if isinstance(one.renderer, Clustered))
    fill = disk_fill([entry for one in made for entry in one.classes])
    groups = [one.group() for one in made]
    if len(groups) > 1:
        return Style(renderer=Clustered(radius=reach, fill=fill, groups=groups))
    group = replace(groups[0], opacity=1.0, coarsest=math.inf, finest=0.0)  # those of the whole
    return replace(made[0].alone(), renderer=Clustered(radius=reach, fill=fill, groups=[group]))


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _chosen(connection: sqlite3.Connection) -> dict[str, LayerStyle]:
    known = "SELECT 1 FROM sqlite_master WHERE name = 'dzmap_layer_styles'"
    if not connection.execute(known).fetchone():  # a project that is just being made or migrated
        return {}
    try:
        records = LAYER_STYLES.read(connection, Path())
    except KnownError:
        return {}  # who opens the map is told; saving data must not fail for a look
    return {record.id: record for record in records if isinstance(record, LayerStyle)}


def _rests_on(style: LayerStyle | None, table: Table, touched: set[str]) -> bool:
    """Whether a look has other classes when the rows of these tables change."""
    if style is None or style.look is None:
        return False
    look = style.look
    if look.rendering in (*_UNSORTED, Rendering.GRID):
        return False
    if not _own(table, look.column) or look.per is not Per.NOTHING:
        return bool(touched & {table.name, *_COUNTED})
    given = bool(look.categories) or look.method is Method.MANUAL
    return table.name in touched and not given


def _styled(
    connection: sqlite3.Connection, table: Table, source: MapSource, style: LayerStyle | None
) -> _Made:
    style = style or LayerStyle(id=source.id)
    condition = source.condition
    if style.filter is not None and style.filter.rows:
        try:
            rule = filter_expression(style.filter, table)
        except ValueError:
            rule = ""  # the map says that the filter cannot be used, too
        condition = " AND ".join(part for part in (condition, f"({rule})" if rule else "") if part)
    made = _Made(
        title=style.title or source.title,
        condition=condition,
        classes=source.classes,
        style=style,
        labels=_labels(table, source, style.labelling, condition),
    )
    if style.look is None or style.look.rendering is Rendering.GRID:
        return made
    try:
        return _with_look(connection, table, source, made, style.look)
    except (LookError, ValueError):
        return made


def _labels(
    table: Table, source: MapSource, wish: Labelling | None, condition: str
) -> Sequence[StyleLabel]:
    if wish is None:
        return [replace(label, filter=condition) for label in source.labels]
    if not wish.shown:
        return []
    built_in = source.labels[0] if source.labels else StyleLabel(label=_PLAIN_LABEL)
    rule = condition
    if wish.rule is not None and wish.rule.rows:
        try:
            own = f"({filter_expression(wish.rule, table)})"
        except ValueError:
            own = ""
        rule = " AND ".join(part for part in (condition, own) if part)
    chosen = wish.column if _own(table, wish.column) else ""
    label = replace(
        built_in.label,
        column=chosen or built_in.label.column,
        size_pt=wish.size_pt,
        color=wish.color,
        bold=wish.bold,
        italic=wish.italic,
        halo=wish.halo,
        coarsest=wish.coarsest,
        min_zoom=built_in.label.min_zoom if math.isinf(wish.coarsest) else 0.0,
    )
    expression = "" if chosen else built_in.expression
    return [StyleLabel(label=label, expression=expression, filter=rule)]


def _with_look(
    connection: sqlite3.Connection, table: Table, source: MapSource, made: _Made, look: Look
) -> _Made:
    before = _map_layer(connection, table, source, look)
    tables = StoredTables(connection)
    if look.rendering is Rendering.CATEGORISED and not look.categories:
        look = with_proposed_categories(before, look, tables)
    unsorted = look.rendering in _UNSORTED
    # Heat takes its weights from the column as QGIS reads it; no row is needed here.
    sorted_layer, _ = with_classes(before, replace(look, column="") if unsorted else look, tables)
    layer = dressed(sorted_layer, look, before)
    if unsorted:
        return _unsorted(table, layer, look, made)
    if look.rendering is Rendering.PROPORTIONAL:
        return replace(made, classes=_sized(table, layer, look))
    if not _own(table, look.column) or look.per is not Per.NOTHING:
        return replace(made, classes=_by_ids(layer))
    if look.rendering is Rendering.CATEGORISED:
        return _categorised(table, layer, look, made)
    return _graduated(layer, look, made)


def _unsorted(table: Table, layer: MapLayer, look: Look, made: _Made) -> _Made:
    """One symbol, heat or clusters: what rests on no row."""
    classes = made.classes
    if look.rendering is Rendering.SINGLE or look.symbol is not None:
        classes = [StyleClass(label=made.title, symbol=layer.classes[0].symbol)]
    if look.rendering is Rendering.CLUSTERS:
        disks = Clustered(radius=look.radius, fill=disk_fill(classes), classes=classes)
        return replace(made, classes=classes, renderer=disks)
    if layer.heat is not None and table.geometry in ("Point", "Geometry"):
        weight = f'"{look.column}"' if look.column and _own(table, look.column) else ""
        heat = HeatMap(radius=look.radius, colours=layer.heat.ramp, weight=weight)
        return replace(made, renderer=heat)
    return replace(made, classes=classes)


def _own(table: Table, column: str) -> bool:
    return any(known.name == column for known in table.columns)


def _map_layer(
    connection: sqlite3.Connection, table: Table, source: MapSource, look: Look
) -> MapLayer:
    """The layer as the overlay has it, with no more columns than the look needs."""
    stored = StoredTables(connection)
    plain = _own(table, look.column) and look.per is Per.NOTHING
    if look.rendering in _UNSORTED:
        rows = pd.DataFrame()
    elif plain:
        rows = stored.column(table.name, look.column, source.condition)
    else:
        rows = stored.table(table.name, source.condition)
    classes = tuple(
        SymbolClass(value="", label=entry.label, symbol=entry.symbol) for entry in source.classes
    )
    kinds = {"MultiPolygon": "polygon", "MultiLineString": "line"}
    kind = "polygon" if table.name == "control_areas" else kinds.get(table.geometry, "point")
    return MapLayer(
        id=source.id,
        title=source.title,
        group="",
        kind=kind,
        features=gpd.GeoDataFrame(rows),
        classes=classes[:1],
        table=table.name,
    )


def _categorised(table: Table, layer: MapLayer, look: Look, made: _Made) -> _Made:
    column = table.column(look.column)
    classes = [
        StyleClass(
            label=entry.label,
            symbol=entry.symbol,
            filter=""
            if entry.value == OTHERS
            else f'"{column.name}" = {literal(column, entry.value)}',
        )
        for entry in layer.classes
    ]
    entries = [(entry.value, entry.label, entry.symbol) for entry in layer.classes]
    native = Categorised(column=column.name, entries=entries) if column.kind == "text" else None
    return replace(made, classes=classes, renderer=None if made.condition else native)


def _graduated(layer: MapLayer, look: Look, made: _Made) -> _Made:
    name = f'"{look.column}"'
    numbers = layer.features["look_value"].to_numpy(dtype=np.float64)
    found = classify(numbers, look.method, look.class_count, look.breaks)
    lower = (-math.inf, *found.upper)
    classes, entries = [], []
    for entry in layer.classes:
        if entry.value == NO_DATA:
            rule = f"{name} IS NULL"
        else:
            place = int(entry.value)
            low, high = lower[place], found.upper[place]
            parts = [f"{name} > {low!r}"] if math.isfinite(low) else [f"{name} IS NOT NULL"]
            parts += [f"{name} <= {high!r}"] if math.isfinite(high) else []
            rule = " AND ".join(parts)
            ends = (max(low, found.lowest), min(high, found.highest))
            entries.append((min(ends), max(ends), entry.label, entry.symbol))
        classes.append(StyleClass(label=entry.label, symbol=entry.symbol, filter=rule))
    # QGIS leaves out what has no number; only rules can hatch it. Its ranges hold both their ends and
    # the first one wins, so the lower one comes first.
    whole = len(entries) == len(classes) and not made.condition
    native = Graduated(column=look.column, entries=entries[::-1]) if whole else None
    return replace(made, classes=classes, renderer=native)


def _sized(table: Table, layer: MapLayer, look: Look) -> list[StyleClass]:
    sizes = layer.features[SIZE].to_numpy(dtype=np.float64)
    numbers = layer.features["look_value"].to_numpy(dtype=np.float64)
    if _own(table, look.column):
        largest = float(np.nanmax(numbers)) if np.isfinite(numbers).any() else 1.0
        scale = float(mm(look.largest_size)) / math.sqrt(largest or 1.0)
        name = f'"{look.column}"'
        expression = f"max({mm(2.0)}, sqrt(abs({name})) * {scale!r})"
        missing = f"{name} IS NULL"
    else:
        expression = _looked_up(layer.features["id"].tolist(), sizes)
        lost = layer.features["id"][~np.isfinite(numbers)].tolist()
        missing = one_of("id", lost) if lost else ""
    drawn = layer.classes[0] if layer.classes else None
    classes = []
    for entry in layer.classes[-1:]:
        if entry.value == NO_DATA and missing:
            unknown = StyleClass(
                label=entry.label, symbol=entry.symbol, filter=missing, centre=True
            )
            classes.append(unknown)
    if drawn is not None and drawn.value != NO_DATA:
        classes.append(
            StyleClass(label=layer.legend_title, symbol=drawn.symbol, size=expression, centre=True)
        )
    return classes


def _looked_up(ids: Sequence[str], sizes: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> str:
    if len(ids) > _MOST_IDS:
        raise LookError("too many ids for an expression")
    pairs = (f"'{doubled(key)}', {mm(size)}" for key, size in zip(ids, sizes, strict=True))
    return f'map_get(map({", ".join(pairs)}), "id")'


def _by_ids(layer: MapLayer) -> list[StyleClass]:
    """A class for each list of ids: for figures that QGIS cannot work out."""
    if len(layer.features) > _MOST_IDS:
        raise LookError("too many ids for rules")
    ids = layer.features.groupby("class", observed=True)["id"].agg(list)
    return [
        StyleClass(label=entry.label, symbol=entry.symbol, filter=one_of("id", ids[entry.value]))
        for entry in layer.classes
        if entry.value in ids.index
    ]
