"""Default styles in ``layer_styles``: QGIS applies them when a layer is added."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace

from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.symbols import Symbol
from dzmap.core.tables import TABLES, Table
from dzmap.services import symbology
from dzmap.services.map_model import Label
from dzmap.storage.bulk import GEOMETRY_COLUMN
from dzmap.storage.qgis_expressions import equals, one_of
from dzmap.storage.qml import Style, StyleLabel, write_qml
from dzmap.storage.qml_renderers import StyleClass
from dzmap.storage.schema import register_attributes
from dzmap.storage.user_styles import as_chosen, restyled

STYLE_NAME = "dzmap"
_DESCRIPTION = "dzmap 默认样式（示意）"

# The columns that QGIS itself gives this table.
_LAYER_STYLES = """CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))"""

_PARK_LABEL = 'if("kind" = \'sub_park\' AND "ordinal" IS NOT NULL, to_string("ordinal"), "name")'
_COVERAGE = Symbol(line="#AEB6BF", line_width=1.0, dash=(6, 4))


def write_default_styles(connection: sqlite3.Connection) -> None:
    """Create ``layer_styles`` with one default style per layer."""
    create_styles(connection)
    for table in TABLES.values():
        write_default_style(connection, table)


def create_styles(connection: sqlite3.Connection) -> None:
    """Create ``layer_styles``, without any style."""
    connection.execute(_LAYER_STYLES)
    # QGIS finds the table through GDAL, which looks only at what is registered here.
    register_attributes(connection, "layer_styles", "QGIS 样式")


def write_default_style(connection: sqlite3.Connection, table: Table) -> None:
    """Give a layer its default style."""
    column = GEOMETRY_COLUMN if table.geometry else ""
    add_style(connection, table.name, column, _default_qml(connection, table))


def add_style(connection: sqlite3.Connection, layer: str, geometry_column: str, qml: str) -> None:
    """Make a QML document the default style of a layer."""
    connection.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,"
        " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner)"
        " VALUES ('', '', ?, ?, ?, ?, '', 1, ?, 'dzmap')",
        (layer, geometry_column, STYLE_NAME, qml, _DESCRIPTION),
    )


def refresh_styles(connection: sqlite3.Connection, touched: set[str], layers: set[str]) -> None:
    """Rewrite our default styles whose classes come from rows that changed, or that users changed.

    A style that the user saved under another name in QGIS is left alone.
    """
    for table, source in (("control_areas", "control_layers"), ("enterprises", "chains")):
        if source in touched:
            rewrite_default_style(connection, TABLES[table])
    for layer in restyled(connection, touched, layers):
        rewrite_default_style(connection, layer)


def rewrite_default_style(connection: sqlite3.Connection, table: Table) -> None:
    """Bring our default style of a layer up to date."""
    connection.execute(
        "UPDATE layer_styles SET styleQML = ?,"
        " update_time = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
        " WHERE f_table_name = ? AND styleName = ? AND owner = 'dzmap'",
        (_default_qml(connection, table), table.name, STYLE_NAME),
    )


def _default_qml(connection: sqlite3.Connection, table: Table) -> str:
    if table.name in _STYLES_FROM_ROWS:
        style = _STYLES_FROM_ROWS[table.name](connection)
    else:
        style = _fixed_styles().get(table.name, Style())
    style = as_chosen(connection, table, style)
    return write_qml(replace(style, aliases=_aliases(table)))


def _aliases(table: Table) -> dict[str, str]:
    """Column headers in Chinese with their unit."""
    return {
        column.name: f"{column.zh}（{column.unit}）" if column.unit else column.zh
        for column in table.columns
    }


def _fixed_styles() -> dict[str, Style]:
    return {
        "counties": _single("polygon", "县（市、区）", symbology.county(), symbology.COUNTY_LABEL),
        "neighbours": _single(
            "polygon", "周边市县", symbology.neighbour(), symbology.NEIGHBOUR_LABEL
        ),
        "townships": _single("point", "乡镇驻地", symbology.township(), symbology.TOWN_LABEL),
        "waters": _single("line", "河流", symbology.water(), symbology.WATER_LABEL),
        "zones": Style(
            kind="polygon",
            classes=[
                *_by_value("level", {"国家级": "国家级开发区"}, symbology.zone),
                StyleClass(label="省级开发区", symbol=symbology.zone("省级")),
            ],
            labels=[
                StyleLabel(label=symbology.ZONE_LABEL, expression='coalesce("short_name", "name")')
            ],
        ),
        "parks": Style(
            kind="polygon",
            classes=[StyleClass(label="园区", symbol=symbology.park())],
            labels=[StyleLabel(label=symbology.PARK_LABEL, expression=_PARK_LABEL)],
        ),
        "clusters": Style(
            kind="polygon",
            classes=[
                *_by_value("family", symbology.FAMILY_ZH, symbology.cluster),
                StyleClass(label="其他", symbol=symbology.cluster("")),
            ],
            labels=[StyleLabel(label=symbology.CLUSTER_LABEL)],
        ),
        "parcels": Style(
            kind="polygon",
            classes=[
                *_by_value(
                    "status", {"已供": "已供", "闲置": "闲置", "未供": "未供"}, symbology.parcel
                ),
                StyleClass(label="供地状态未填报", symbol=symbology.parcel("")),
            ],
        ),
        "control_layers": _single("polygon", "管控线覆盖范围", _COVERAGE),
        "projects": Style(
            kind="point",
            classes=[
                StyleClass(
                    label="技改项目", symbol=symbology.upgrade(), filter=equals("kind", "upgrade")
                ),
                StyleClass(label="投资项目", symbol=symbology.project()),
            ],
        ),
    }


def _control_style(connection: sqlite3.Connection) -> Style:
    return _by_lookup(
        connection,
        "polygon",
        ("layer_id", "SELECT kind, id FROM control_layers ORDER BY id"),
        LAYER_ZH,
        symbology.control,
    )


def _enterprise_style(connection: sqlite3.Connection) -> Style:
    return _by_lookup(
        connection,
        "point",
        ("chain_id", "SELECT group541, id FROM chains ORDER BY id"),
        symbology.GROUP541_ZH,
        symbology.enterprise,
    )


_STYLES_FROM_ROWS: Mapping[str, Callable[[sqlite3.Connection], Style]] = {
    "control_areas": _control_style,
    "enterprises": _enterprise_style,
}


def _by_lookup(
    connection: sqlite3.Connection,
    kind: str,
    reference: tuple[str, str],
    names: Mapping[str, str],
    symbol: Callable[[str], Symbol],
) -> Style:
    """Classes of another table's rows: QGIS cannot rely on that table being loaded."""
    column, query = reference
    ids: dict[str, list[str]] = {}
    for value, identifier in connection.execute(query):
        ids.setdefault(value or "other", []).append(identifier)
    classes = [
        StyleClass(label=names[value], symbol=symbol(value), filter=one_of(column, ids[value]))
        for value in names
        if value in ids and value != "other"
    ]
    rest = StyleClass(label=names["other"], symbol=symbol("other"))
    return Style(kind=kind, classes=[*classes, rest])


def _single(kind: str, label: str, symbol: Symbol, text: Label | None = None) -> Style:
    labels = [] if text is None else [StyleLabel(label=text)]
    return Style(kind=kind, classes=[StyleClass(label=label, symbol=symbol)], labels=labels)


def _by_value(
    column: str, names: Mapping[str, str], symbol: Callable[[str], Symbol]
) -> list[StyleClass]:
    return [
        StyleClass(label=zh, symbol=symbol(value), filter=equals(column, value))
        for value, zh in names.items()
    ]
