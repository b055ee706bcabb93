"""Import of a reference list: a version of a list enters the project as a whole, or replaces itself."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dzmap.core.changes import TableChange
from dzmap.core.frames import conform, empty
from dzmap.core.problems import Problem, Severity
from dzmap.core.quantities import is_missing
from dzmap.core.tables import TABLES
from dzmap.services.ports import ImportedRows, Tables

LISTS, ITEMS = "reference_lists", "reference_items"

_OWN = tuple(column.name for column in TABLES[LISTS].columns if column.name != "id")
_ITEM = ("industry_code", "products", "processes", "note")


def list_changes(
    session: Tables, rows: ImportedRows
) -> tuple[tuple[TableChange, ...], str, tuple[Problem, ...]]:
    """What importing a list would change.

    Args:
        session: The project.
        rows: One row of ``reference_lists`` and its items, as read from a file.

    Returns:
        The changes (none if the project has just that), what it takes the place of (such as
        “《两高项目名录》v1”, "" for nothing), and what the user should know before agreeing.
    """
    lists, items = session.table(LISTS), session.table(ITEMS)
    head = {str(name): value for name, value in rows.tables[LISTS].iloc[0].items()}
    same = lists[(lists["name"] == head["name"]) & (_versions(lists) == head["version"])]
    list_id = str(same["id"].iloc[0]) if len(same) else _free_id(head, set(lists["id"]))
    after = _list_row(head, list_id, rows.source)
    entries = _item_rows(rows.tables[ITEMS], list_id)
    old = items[items["list_id"].isin(same["id"])].reset_index(drop=True)
    if len(same) and _alike(same, after, _OWN) and _alike(old, entries, _ITEM):
        return (), "", ()
    changes = (
        TableChange(LISTS, same.reset_index(drop=True), after),
        TableChange(ITEMS, old, entries),
    )
    replaced = f"《{head['name']}》v{head['version']}" if len(same) else ""
    return changes, replaced, tuple(_notes(rows, head, replaced, len(old)))


def _versions(lists: pd.DataFrame) -> pd.Series:
    return lists["version"].fillna("1").astype("str")


def _free_id(head: Mapping[str, Any], used: set[str]) -> str:
    stem = f"{head['name']}-{head['version']}"
    number, name = 1, stem
    while name in used:
        number += 1
        name = f"{stem}-{number}"
    return name


def _list_row(head: Mapping[str, Any], list_id: str, source: str) -> pd.DataFrame:
    stated = {name: value for name, value in head.items() if not is_missing(value)}
    stated.setdefault("source", source)
    return conform(pd.DataFrame([{**stated, "id": list_id}]), TABLES[LISTS])


def _item_rows(items: pd.DataFrame, list_id: str) -> pd.DataFrame:
    if not len(items):
        return empty(TABLES[ITEMS])
    width = max(4, len(str(len(items))))
    ids = [f"{list_id}-{number:0{width}d}" for number in range(1, len(items) + 1)]
    frame = items[[name for name in _ITEM if name in items]].assign(id=ids, list_id=list_id)
    return conform(frame, TABLES[ITEMS])


def _alike(one: pd.DataFrame, other: pd.DataFrame, columns: tuple[str, ...]) -> bool:
    def cells(frame: pd.DataFrame) -> list[tuple[str, ...]]:
        return [
            tuple("" if is_missing(value) else str(value) for value in row)
            for row in frame[list(columns)].to_numpy(dtype=object).tolist()
        ]

    return cells(one) == cells(other)


def _notes(
    rows: ImportedRows, head: Mapping[str, Any], replaced: str, removed: int
) -> list[Problem]:
    notes = []
    if replaced:
        notes.append((f"项目里已有{replaced}，{removed:,} 条将被替换。", "要保留旧的，改写版本。"))
    if not head["complete"]:
        notes.append(
            (
                "名录没有录全：不在其中的，审查时仍按“资料不足”。",
                "录全后在表上方写“已录全 是”，再导入一次。",
            )
        )
    return [
        Problem(
            severity=Severity.WARNING,
            message=message,
            remedy=remedy,
            file=rows.source,
            sheet=rows.sheet,
        )
        for message, remedy in notes
    ]
