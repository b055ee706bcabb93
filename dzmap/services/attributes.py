"""Changing attributes of rows: each change is one edit with a Chinese title that undo takes back."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from dzmap.core.changes import TableChange
from dzmap.core.field_rules import REFERENCES
from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.quantities import is_missing
from dzmap.core.tables import TABLES, Column
from dzmap.services.editing import EditError
from dzmap.services.ports import Tables
from dzmap.services.session import Session
from dzmap.services.symbology import FAMILY_ZH, GROUP541_ZH

CHOICE_ZH = MappingProxyType(
    {
        **LAYER_ZH,
        **GROUP541_ZH,
        **FAMILY_ZH,
        "sub_park": "区中园",
        "chemical": "化工园区",
        "industrial": "工业园区",
        "other": "其他",
        "invest": "投资项目",
        "upgrade": "技改项目",
    }
)
"""Chinese words of the entries of lists that are stored as a code."""

OWN_COLUMNS = frozenset({"id", "geometry_status", "data_status", "place_quality", "confidence"})
"""Columns that the program keeps itself: identity and origin of a row."""


def entries(table_of: Callable[[str], pd.DataFrame], column: Column) -> list[tuple[object, str]]:
    """Stored value and Chinese word, or name, of everything that a column may hold.

    Nothing for a column that is typed freely.
    """
    if column.kind == "bool":
        return [(True, "是"), (False, "否")]
    if column.choices:
        return [(choice, CHOICE_ZH.get(choice, choice)) for choice in column.choices]
    if column.name not in REFERENCES:
        return []
    rows = table_of(REFERENCES[column.name])
    names = rows["name"].fillna(rows["id"])
    return [(str(key), str(name)) for key, name in zip(rows["id"], names, strict=True)]


def row_values(tables: Tables, table: str, identifier: str) -> dict[str, object]:
    """The attributes of a row by column; what is missing is None.

    Raises:
        EditError: there is no such row any more.
    """
    frame = tables.table(table)
    rows = frame[frame["id"] == identifier]
    if rows.empty:
        raise EditError("选中的对象已经不在项目里")
    row = rows.iloc[0]
    return {
        column.name: None if is_missing(row[column.name]) else row[column.name]
        for column in TABLES[table].columns
    }


def change_row(session: Session, table: str, identifier: str, values: Mapping[str, object]) -> None:
    """Give attributes of a row other values; None makes them missing.

    Raises:
        EditError: there is no such row any more.
        ValueError: a value that the column cannot hold.
    """
    before = row_values(session, table, identifier)
    frame = session.table(table)
    rows = frame[frame["id"] == identifier]
    after = rows.copy()
    for column, value in values.items():
        after[column] = np.array([value], dtype=np.object_)
    name = values.get("name") or before.get("name") or identifier
    session.edit(f"修改{TABLES[table].zh}属性：{name}", TableChange(table, rows, after))
