"""Reference lists: lists of industries, products and processes that catalogs refer to by name.

Examples are the 限制类 and 淘汰类 of a guidance catalogue, 两高 projects, water-intensive trades. The
user fills them in the project's tables ``reference_lists`` (one row per version) and
``reference_items``. A name may have several versions over time; of those in force on the day the
latest counts.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dzmap.core.natural import NaturalKey, natural_key


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
    """One version of a list; ``complete`` is what its keeper says of it (已录全)."""

    name: str
    version: str = "1"
    effective_from: date | None = None
    effective_to: date | None = None
    complete: bool = False
    source: str = ""
    items: tuple[ListItem, ...] = ()

    @property
    def shortcoming(self) -> str:
        """Why it cannot prove that somebody does not stand in it, such as 没有录全; "" if it can."""
        if not self.complete:
            return "没有录全"
        if not self.items:
            return "没有条目"
        return "有空白条目" if ListItem() in self.items else ""

    @property
    def proves(self) -> bool:
        """Whether it proves that somebody does not stand in it."""
        return not self.shortcoming


class ReferenceLists:
    """The lists of a project as they stand on a day, by name.

    Names count as the same whatever the width of their brackets, and with or without 《》. The order
    of ``lists`` does not matter.
    """

    def __init__(self, lists: Iterable[ReferenceList] = (), as_of: date = date.max) -> None:
        self._known: set[str] = set()
        self._in_force: dict[str, ReferenceList] = {}
        for one in lists:
            key = _key(one.name)
            self._known.add(key)
            begun = one.effective_from is None or one.effective_from <= as_of
            if not begun or (one.effective_to is not None and one.effective_to < as_of):
                continue
            rival = self._in_force.get(key)
            if rival is None or _age(rival) < _age(one):
                self._in_force[key] = one

    def get(self, name: str) -> ReferenceList | None:
        """The version of a list that counts; None if there is none."""
        return self._in_force.get(_key(name))

    def shortcoming(self, name: str) -> str:
        """Why a list cannot say of everybody whether he stands in it; "" if it can."""
        one = self.get(name)
        if one is not None:
            return f"引用名录《{name}》{one.shortcoming}" if one.shortcoming else ""
        if _key(name) in self._known:
            return f"引用名录《{name}》在判定日没有生效的版本"
        return f"引用名录《{name}》没有录入"


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(plain.split()).strip("《》")


def _age(one: ReferenceList) -> tuple[date, NaturalKey, str]:
    return one.effective_from or date.min, natural_key(one.version), repr(one)
