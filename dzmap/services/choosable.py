"""Tables as people select in them: which ones, what can be asked, and the values there are."""

from collections.abc import Iterable

import pandas as pd

from dzmap.core.tables import TABLES
from dzmap.services.listing import LISTED, ListedColumn, Listing
from dzmap.services.style_columns import StyleColumn


def choosable_tables(on_map: Iterable[str]) -> list[str]:
    """Names of the tables to select in: those that are listed, then others that the map shows."""
    return list(dict.fromkeys((*LISTED, *(name for name in on_map if name in TABLES))))


def asked_columns(shown: Listing) -> tuple[StyleColumn, ...]:
    """The columns of a listing as conditions ask for them; dates can be compared like numbers."""
    return tuple(
        StyleColumn(
            name=column.name, zh=column.title, unit=column.unit, kind=_kind(column, shown.frame)
        )
        for column in shown.columns
    )


def _kind(column: ListedColumn, frame: pd.DataFrame) -> str:
    if column.number:
        return "real"
    return "date" if pd.api.types.is_datetime64_any_dtype(frame[column.name]) else "text"


def value_counts(shown: Listing, column: str) -> list[tuple[str, int]]:
    """The values of a column as text and how many rows have each, most frequent first."""
    counts = shown.frame[column].dropna().astype("str").value_counts()
    return [(str(value), int(count)) for value, count in counts.items()]
