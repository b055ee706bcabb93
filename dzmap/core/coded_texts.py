"""Text columns coded by their distinct cells, so that a test runs once per distinct text."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.item_names import item_names
from dzmap.core.kleene import UNKNOWN, Kleene
from dzmap.core.metrics import METRICS

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class CodedTexts:
    """A text column: ``codes`` point into ``distinct``; -1 is missing."""

    codes: Rows
    distinct: tuple[str, ...]

    @classmethod
    def of(cls, column: "pd.Series[str]", rows: Rows | None = None) -> "CodedTexts":
        """Factorise a column; None and NaN are missing.

        Args:
            column: The texts.
            rows: Positions of those that matter, the others become missing; None for all.
        """
        if rows is None:
            codes, values = pd.factorize(column, use_na_sentinel=True)
        else:
            codes = np.full(len(column), -1, dtype=np.intp)
            codes[rows], values = pd.factorize(column.take(rows), use_na_sentinel=True)
        return cls(codes, tuple(str(value) for value in values))

    def truth(self, test: Callable[[str], int]) -> Kleene:
        """Truth per distinct text with the unknown of a missing text at the end: take it by ``codes``."""
        return np.array([*map(test, self.distinct), UNKNOWN], dtype=np.int8)

    @cached_property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The names of things in each distinct text (``core.item_names``)."""
        return tuple(map(item_names, self.distinct))


def text_parts(name: str, value: str) -> tuple[str, ...]:
    """The texts that a cell of a metric holds: several for a set, else one."""
    if METRICS[name].kind != "set":
        return (value.strip(),)
    return tuple(part.strip() for part in value.replace("；", ";").split(";") if part.strip())
