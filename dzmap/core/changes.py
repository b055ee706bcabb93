"""Edits as values: every mutation of a project is a ChangeSet with an exact inverse."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

import pandas as pd

from dzmap.core.catalogs import Catalog

CATALOG_TABLE = "catalogs"
"""The table name under which a change set carries catalogs (see ``catalog_rows``)."""


def catalog_rows(catalogs: Iterable[Catalog]) -> pd.DataFrame:
    """Catalogs as rows of a ``TableChange``: columns id ("ID@VERSION") and catalog."""
    listed = list(catalogs)
    ids = [f"{catalog.id}@{catalog.version}" for catalog in listed]
    return pd.DataFrame(
        {"id": pd.Series(ids, dtype="str"), "catalog": pd.Series(listed, dtype="object")}
    )


@dataclass(frozen=True)
class TableChange:
    """Rows of one table before and after an edit, matched by their ``id`` column.

    A row only in ``before`` is deleted, only in ``after`` inserted, in both updated. Frames hold
    whole rows with the columns of the table (GeoDataFrames in EPSG:4490 for spatial tables).
    """

    table: str
    before: pd.DataFrame
    after: pd.DataFrame

    def inverse(self) -> "TableChange":
        """The change that undoes this one."""
        return TableChange(self.table, self.after, self.before)

    @property
    def row_count(self) -> int:
        """How many different rows the change touches."""
        return len(set(self.before["id"].tolist()) | set(self.after["id"].tolist()))


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """One user action: its Chinese title, who, when, and the table changes it makes."""

    title: str
    tables: tuple[TableChange, ...]
    author: str = ""
    at: datetime
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", uuid4().hex)

    def inverse(self, *, at: datetime) -> "ChangeSet":
        """The action that undoes this one; applying both leaves every table as it was."""
        return replace(
            self,
            id=uuid4().hex,
            at=at,
            title=f"撤销：{self.title}",
            tables=tuple(change.inverse() for change in reversed(self.tables)),
        )
