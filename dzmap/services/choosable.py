"""Tables as people select in them: the columns that they know, with the figures of a year."""

from collections.abc import Iterable

import pandas as pd

from dzmap.core.tables import TABLES
from dzmap.services.listing import LISTED, ListedColumn, Listing, listing
from dzmap.services.ports import Tables

_NUMBERS = ("int", "real")


def choosable_tables(on_map: Iterable[str]) -> list[str]:
    """Names of the tables to select in: those that are listed, then others that the map shows."""
    return list(dict.fromkeys((*LISTED, *(name for name in on_map if name in TABLES))))


def choosable(tables: Tables, name: str, year: int) -> Listing:
    """The rows of a table with an id and the columns to select by; tables that are not listed have all."""
    if name in LISTED:
        return listing(tables, name, year=year)
    rows = tables.table(name)
    table = TABLES[name]
    columns = tuple(
        ListedColumn(
            name=column.name, title=column.zh, unit=column.unit, number=column.kind in _NUMBERS
        )
        for column in table.columns
        if column.name != "id" and column.name in rows
    )
    frame = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    return Listing(table=name, title=table.zh, frame=frame, columns=columns)


def value_counts(shown: Listing, column: str) -> list[tuple[str, int]]:
    """The values of a column as text and how many rows have each, most frequent first."""
    counts = shown.frame[column].dropna().astype("str").value_counts()
    return [(str(value), int(count)) for value, count in counts.items()]
