"""Reference lists: lists of industries, products and processes that catalogs refer to by name.

Examples are the 限制类 and 淘汰类 of a guidance catalogue, 两高 projects, water-intensive trades. The
user fills them in the project's tables ``reference_lists`` (one row per version) and
``reference_items``. A name may have several versions over time; of those in force on the day the
latest counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class ListItem:
    """One entry; an applicant stands in it if everything that the entry names is true of it.

    ``industry`` is a GB/T 4754 code prefix; ``products`` and ``processes`` are alternative names of
    one thing (聚氯乙烯, PVC). An empty field says nothing.
    """

    industry: str = ""
    products: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReferenceList:
    """One version of a list. Only a ``complete`` list proves that somebody does not stand in it."""

    name: str
    version: str = "1"
    effective_from: date | None = None
    effective_to: date | None = None
    complete: bool = False
    source: str = ""
    items: tuple[ListItem, ...] = ()


def lists_in_force(lists: Iterable[ReferenceList], as_of: date) -> dict[str, ReferenceList]:
    """The version of each list that counts on a day, by name."""
    latest: dict[str, ReferenceList] = {}
    for one in lists:
        begun = one.effective_from is None or one.effective_from <= as_of
        if not begun or (one.effective_to is not None and one.effective_to < as_of):
            continue
        rival = latest.get(one.name)
        if rival is None or _age(rival) < _age(one):
            latest[one.name] = one
    return latest


def _age(one: ReferenceList) -> tuple[date, str]:
    return one.effective_from or date.min, one.version
