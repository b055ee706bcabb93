"""Edits as values: every mutation of a project is a ChangeSet with an exact inverse."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import uuid4

import pandas as pd

from dzmap.core.bookmarks import Bookmark
from dzmap.core.catalogs import Catalog
from dzmap.core.kept_runs import KeptRun, RowOverride
from dzmap.core.layer_style import LayerStyle, LayerTree

CATALOG_TABLE = "catalogs"
RUN_TABLE = "runs"
OVERRIDE_TABLE = "overrides"
LAYER_STYLE_TABLE = "layer_styles"
BOOKMARK_TABLE = "bookmarks"
RECORDS = MappingProxyType(
    {
        CATALOG_TABLE: "catalog",
        RUN_TABLE: "run",
        OVERRIDE_TABLE: "override",
        LAYER_STYLE_TABLE: "style",
        BOOKMARK_TABLE: "bookmark",
    }
)
"""The table names under which a change set carries whole objects, and the column they stand in."""

Record = Catalog | KeptRun | RowOverride | LayerStyle | LayerTree | Bookmark


def record_rows(table: str, records: Iterable[Record]) -> pd.DataFrame:
    """Objects as rows of a ``TableChange``: columns id and the one that ``RECORDS`` names.

    A catalog's id is "ID@VERSION"; all others have one of their own.
    """
    listed = list(records)
    ids = [_catalog_id(one) if isinstance(one, Catalog) else one.id for one in listed]
    return pd.DataFrame(
        {"id": pd.Series(ids, dtype="str"), RECORDS[table]: pd.Series(listed, dtype="object")}
    )


def catalog_rows(catalogs: Iterable[Catalog]) -> pd.DataFrame:
    """Catalogs as rows of a ``TableChange``: columns id ("ID@VERSION") and catalog."""
    return record_rows(CATALOG_TABLE, catalogs)


def _catalog_id(catalog: Catalog) -> str:
    return f"{catalog.id}@{catalog.version}"


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
