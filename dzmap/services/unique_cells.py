"""Values that no two rows may have, among what is written at once and what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dzmap.core.field_rules import UNIQUE_TOGETHER
from dzmap.core.quantities import is_missing
from dzmap.core.tables import TABLES

Values = Mapping[str, Mapping[str, object]]
"""Values to write by id of the row and column."""


@dataclass(frozen=True)
class Clash:
    """A row that must not get what would make it like another: id, name, and why in Chinese."""

    id: str
    name: str
    text: str


def clashes(table: str, stored: pd.DataFrame, values: Values) -> list[Clash]:
    """The rows that would be like another one once all values are written.

    Rows that change places with each other are not. Of rows that would be made alike all are told:
    nobody knows which is right.

    Args:
        table: The table that is written to.
        stored: Its rows.
        values: What is to be written; rows that are not stored yet do not count.
    """
    keys = UNIQUE_TOGETHER.get(table, ())
    written = {key for key, row in values.items() if row.keys() & set(keys)}
    if not written:
        return []
    alike: dict[tuple[object, ...], list[str]] = {}
    ids = stored["id"].astype(str).tolist()
    for identifier, *cells in zip(ids, *(stored[key] for key in keys), strict=True):
        own = values.get(identifier, {})
        key = tuple(own.get(name, cell) for name, cell in zip(keys, cells, strict=True))
        if not any(is_missing(part) for part in key):
            alike.setdefault(key, []).append(identifier)
    names = stored["name"].tolist() if "name" in stored else ids
    called = dict(zip(ids, names, strict=True))
    what = "、".join(TABLES[table].column(key).zh for key in keys)
    return [
        Clash(one, _name(called, one), _why(_rivals(one, group, written), called, what))
        for group in alike.values()
        if len(group) > 1
        for one in group
        if one in written
    ]


def _rivals(one: str, group: list[str], written: set[str]) -> tuple[list[str], bool]:
    """The rows that have the same already, else those that would get it too; and which they are."""
    others = [other for other in group if other != one]
    having = [other for other in others if other not in written]
    return having or others, bool(having)


def _why(rivals: tuple[list[str], bool], called: Mapping[str, object], what: str) -> str:
    (first, *more), having = rivals
    who = f"“{_name(called, first)}”" + (f"等 {len(more) + 1} 行" if more else "")
    if having:
        return f"{who}已有同样的{what}，不能再有一行。"
    return f"{who}也要写入同样的{what}，都没有写入，请核对哪一行对。"


def _name(called: Mapping[str, object], identifier: str) -> str:
    name = called[identifier]
    return identifier if is_missing(name) else str(name)
