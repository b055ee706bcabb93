"""Who stands in a reference list: the entries of one version against codes, products, processes.

An entry is true of an industry code if everything that the entry names is true of that code and of
the applicant's products and processes. A list that is not complete proves who stands in it, but not
who does not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dzmap.core.coded_texts import CodedTexts, Rows
from dzmap.core.item_names import NamedEntries
from dzmap.core.kleene import FALSE, TRUE, UNKNOWN, Kleene, Mask
from dzmap.core.prefixes import CodeTable
from dzmap.core.reference_lists import ListItem, ReferenceList

NO_CELL = -1
"""The cell of a missing text."""

Codes = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Bearers:
    """Rows to ask about: an industry code (entry of a ``CodeTable``) with cells of two texts."""

    code: Codes
    products: Rows
    processes: Rows

    def __len__(self) -> int:
        return len(self.code)

    def distinct(self) -> tuple["Bearers", Rows]:
        """The different rows, and for each row which of them it is."""
        both = self.products.max(initial=0) + 2, self.processes.max(initial=0) + 2
        key = (self.code.astype(np.int64) * both[0] + self.products + 1) * both[1]
        _, first, which = np.unique(
            key + self.processes + 1, return_index=True, return_inverse=True
        )
        few = Bearers(self.code[first], self.products[first], self.processes[first])
        return few, which.astype(np.intp)


class _Names:
    """One text of the entries: which distinct cells mean which entry."""

    def __init__(self, entries: Sequence[tuple[str, ...]], texts: CodedTexts) -> None:
        self._size = len(texts.distinct)
        named = NamedEntries(entries)
        self._of_entry: dict[int, dict[int, int]] = {}
        self._blank = [cell for cell, names in enumerate(texts.names) if not names]
        for cell, names in enumerate(texts.names):
            for entry, truth in named.matches(names).items():
                self._of_entry.setdefault(entry, {})[cell] = truth

    def any_of(self, entries: Sequence[int]) -> Kleene:
        """Truth per cell, the missing one last, that it means any of some entries."""
        table = np.full(self._size + 1, FALSE, dtype=np.int8)
        table[[*self._blank, NO_CELL]] = UNKNOWN
        for entry in entries:
            for cell, truth in self._of_entry.get(entry, {}).items():
                table[cell] = max(table[cell], truth)
        return table


class Standing:
    """One version of a list, ready to be asked.

    Args:
        one: The list.
        codes: The industry codes of the run.
        text: The coded texts of a metric.
    """

    def __init__(
        self, one: ReferenceList, codes: CodeTable, text: Callable[[str], CodedTexts]
    ) -> None:
        self._proves = one.proves
        self._codes = codes
        entries = [item for item in one.items if item.industry or item.products or item.processes]
        self._products = self._names([item.products for item in entries], "products", text)
        self._processes = self._names([item.processes for item in entries], "processes", text)
        plain: list[str] = []
        alone: dict[str, list[int]] = {"products": [], "processes": []}
        self._mixed: list[tuple[int, ListItem]] = []
        for position, item in enumerate(entries):
            fields = [bool(item.industry), bool(item.products), bool(item.processes)]
            if sum(fields) > 1:
                self._mixed.append((position, item))
            elif item.industry:
                plain.append(item.industry)
            else:
                alone["products" if item.products else "processes"].append(position)
        scope = codes.scope(tuple(plain))
        self._by_code = None if scope is None else scope[0]
        self._by_product = self._table(self._products, alone["products"])
        self._by_process = self._table(self._processes, alone["processes"])

    @staticmethod
    def _names(
        entries: Sequence[tuple[str, ...]], metric: str, text: Callable[[str], CodedTexts]
    ) -> _Names | None:
        return _Names(entries, text(metric)) if any(entries) else None

    @staticmethod
    def _table(names: _Names | None, entries: list[int]) -> Kleene | None:
        return None if names is None or not entries else names.any_of(entries)

    def truth(self, bearers: Bearers) -> Kleene:
        """Whether each row stands in the list."""
        found = np.full(len(bearers), FALSE, dtype=np.int8)
        for _, part in self._alone(bearers):
            np.maximum(found, part, out=found)
        if self._mixed:
            few, which = bearers.distinct()
            mixed = np.full(len(few), FALSE, dtype=np.int8)
            for position, item in self._mixed:
                parts = [part for _, part in self._parts(position, item, few)]
                np.maximum(mixed, np.minimum.reduce(parts), out=mixed)
            np.maximum(found, mixed[which], out=found)
        return found if self._proves else np.maximum(found, np.int8(UNKNOWN))

    def doubts(self, bearers: Bearers, unknown: Mask) -> Iterator[tuple[str, Mask]]:
        """What keeps rows unknown: "industry", "products" or "processes", and which rows."""
        few, which = bearers.distinct()
        rows = np.zeros(len(few), dtype=np.bool_)
        rows[which[unknown]] = True
        for field, part in self._open_parts(few):
            doubtful = rows & (part == UNKNOWN)
            if doubtful.any():
                yield field, doubtful[which] & unknown

    def _open_parts(self, few: Bearers) -> Iterator[tuple[str, Kleene]]:
        yield from self._alone(few)
        for position, item in self._mixed:
            parts = list(self._parts(position, item, few))
            least = np.minimum.reduce([part for _, part in parts])
            for field, part in parts:
                yield field, np.where(least == UNKNOWN, part, np.int8(TRUE))

    def _alone(self, bearers: Bearers) -> Iterator[tuple[str, Kleene]]:
        if self._by_code is not None:
            yield "industry", self._by_code[bearers.code]
        if self._by_product is not None:
            yield "products", self._by_product[bearers.products]
        if self._by_process is not None:
            yield "processes", self._by_process[bearers.processes]

    def _parts(self, position: int, item: ListItem, few: Bearers) -> Iterator[tuple[str, Kleene]]:
        scope = self._codes.scope((item.industry,)) if item.industry else None
        if scope is not None:
            yield "industry", scope[0][few.code]
        if item.products and self._products is not None:
            yield "products", self._products.any_of([position])[few.products]
        if item.processes and self._processes is not None:
            yield "processes", self._processes.any_of([position])[few.processes]
