"""Which map layers show the rows of a table: QGIS knows one layer per table, the map often several."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dzmap.core.symbols import Symbol
from dzmap.core.tables import Table
from dzmap.services import symbology
from dzmap.storage.qml import Style, StyleLabel
from dzmap.storage.qml_renderers import StyleClass


@dataclass(frozen=True, kw_only=True)
class MapSource:
    """A map layer of ``services.overlay`` that shows rows of a table: those where ``condition`` holds."""

    id: str
    title: str
    condition: str = ""  # SQL and QGIS alike
    classes: Sequence[StyleClass] = ()
    labels: Sequence[StyleLabel] = ()


def sources_of(connection: sqlite3.Connection, table: Table, default: Style) -> list[MapSource]:
    """The map layers of a table, bottom first, with their built-in classes and labels."""
    if table.name == "control_areas":
        query = "SELECT id, name, kind FROM control_layers ORDER BY id"
        return [
            _part(
                f"control_{key}", name, f"\"layer_id\" = '{doubled(key)}'", symbology.control(kind)
            )
            for key, name, kind in connection.execute(query)
        ]
    if table.name in _PARTS:
        labels = default.labels
        return [replace(part, labels=labels) for part in _PARTS[table.name]]
    return [
        MapSource(id=table.name, title=table.zh, classes=default.classes, labels=default.labels)
    ]


def _part(name: str, title: str, condition: str, symbol: Symbol) -> MapSource:
    classes = [StyleClass(label=title, symbol=symbol)]
    return MapSource(id=name, title=title, condition=condition, classes=classes)


_PARTS = {
    "zones": [
        _part("zones_provincial", "省级开发区", "\"level\" = '省级'", symbology.zone("省级")),
        _part("zones_national", "国家级开发区", "\"level\" = '国家级'", symbology.zone("国家级")),
    ],
    "parks": [
        _part("parks_other", "其他园区", "coalesce(\"kind\", '') <> 'sub_park'", symbology.park()),
        _part("parks_sub", "齐河区中园", "\"kind\" = 'sub_park'", symbology.park()),
    ],
    "projects": [
        _part("upgrades", "技改项目", "\"kind\" = 'upgrade'", symbology.upgrade()),
        _part("projects", "投资项目", "coalesce(\"kind\", '') <> 'upgrade'", symbology.project()),
    ],
}


def doubled(text: str) -> str:
    """A text between quotes in SQL and in QGIS expressions."""
    return str(text).replace("'", "''")
