"""What ``encode`` hands to the writers of YAML and Excel: named values in their order."""

from dataclasses import dataclass
from datetime import date

from dzmap.core.catalogs import Condition


@dataclass(frozen=True)
class Amount:
    """A number as written, with its unit."""

    number: str
    unit: str


Value = (
    str
    | date
    | bool
    | Amount
    | Condition
    | list[str]
    | list[float]
    | list[dict[str, "Value"]]
    | dict[str, "Value"]
)
Entries = dict[str, Value]
"""Entries in the order in which they are written; blank ones are left out."""


def without_blanks(entries: Entries) -> Entries:
    """The entries without empty texts, lists and groups."""
    return {key: value for key, value in entries.items() if value not in ("", [], {})}
