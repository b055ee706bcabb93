"""Applicants as columns that clauses can be evaluated on, and blocks of their rows.

Texts are integer-coded, industry codes point into one ``CodeTable``. A block holds the rows that
are judged together. An applicant with further industry codes is judged once per code: the block's
*extended* rows are its own rows followed by one row per further code, and what any of them violates
the applicant violates.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.applicants import has_precise_place, with_changes
from dzmap.core.catalogs import Relation
from dzmap.core.crs import Floats
from dzmap.core.industries import split_codes
from dzmap.core.kleene import UNKNOWN, Kleene, Mask, Truth
from dzmap.core.metrics import METRICS
from dzmap.core.prefixes import CodeTable
from dzmap.core.relations import ControlKind, PlaceRelations

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class CodedTexts:
    """A text column: ``codes`` point into ``distinct``; -1 is missing."""

    codes: npt.NDArray[np.intp]
    distinct: tuple[str, ...]

    @classmethod
    def of(cls, column: "pd.Series[str]") -> "CodedTexts":
        """Factorise a column; None and NaN are missing."""
        codes, values = pd.factorize(column, use_na_sentinel=True)
        return cls(codes, tuple(str(value) for value in values))

    def truth(self, test: Callable[[str], int]) -> Kleene:
        """Truth per distinct text with the unknown of a missing text at the end: take it by ``codes``."""
        return np.array([*map(test, self.distinct), UNKNOWN], dtype=np.int8)


class Facts:
    """All applicants of a run.

    Args:
        frame: Normalised applicants (``core.applicants``).
        kinds: Control layers in force by kind.
        exists: Whether an industry code is in the classification.
        asked: Which applicants are judged at all; places of the others are never tested.
    """

    def __init__(
        self,
        frame: gpd.GeoDataFrame,
        kinds: dict[str, ControlKind],
        exists: Callable[[str], bool],
        asked: Mask | None = None,
    ) -> None:
        self.frame = frame
        self.kinds = kinds
        self.size = len(frame)
        self._texts: dict[str, CodedTexts] = {}
        precise = has_precise_place(frame)
        self.precise = precise
        self.places = PlaceRelations(
            frame.geometry.to_numpy(), precise if asked is None else precise & asked, kinds
        )
        self._encode_industries(exists)

    def _encode_industries(self, exists: Callable[[str], bool]) -> None:
        main = self.text("industry_code")
        other = self.text("other_industry_codes")
        lists = [split_codes(value) for value in other.distinct]
        self.codes = CodeTable(
            {*main.distinct, *(code for codes in lists for code in codes)}, exists
        )
        table = np.array(
            [*map(self.codes.index, main.distinct), len(self.codes) - 1], dtype=np.int32
        )
        self.main = table[main.codes]
        self._other = other.codes
        self._other_count = np.array([*map(len, lists), 0], dtype=np.intp)
        self._other_start = np.cumsum(self._other_count) - self._other_count
        self._other_code = np.array(
            [self.codes.index(code) for codes in lists for code in codes], dtype=np.int32
        )

    def text(self, name: str) -> CodedTexts:
        """A text column, coded."""
        if name not in self._texts:
            self._texts[name] = CodedTexts.of(self.frame[name])
        return self._texts[name]

    def number(self, name: str) -> Floats:
        """A number column, NaN for missing."""
        values: Floats = self.frame[name].to_numpy(dtype=np.float64)
        return values

    def changed(self, numbers: Mapping[str, float]) -> "Facts":
        """The same applicants with other numbers (metric to value in its stored unit)."""
        other = copy(self)
        other.frame = with_changes(self.frame, numbers)
        return other

    def placed(self, places: PlaceRelations) -> "Facts":
        """The same applicants with another reading of where they are, such as anywhere in a zone."""
        other = copy(self)
        other.places = places
        return other

    def extras(self, rows: Rows) -> tuple[Rows, npt.NDArray[np.int32]]:
        """The further codes of some rows: positions in ``rows`` of their owners, and the codes."""
        cell = self._other[rows]
        counts = self._other_count[cell]
        owner = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        return owner, self._other_code[self._other_start[cell][owner] + within]


class Block:
    """Rows that are judged together against one target.

    Args:
        facts: The applicants.
        rows: Positions in ``facts`` of those in this block.
    """

    def __init__(self, facts: Facts, rows: Rows) -> None:
        self.facts = facts
        self.rows = rows
        self.size = len(rows)
        self.owner, extra = facts.extras(rows)
        self.code = np.concatenate([facts.main[rows], extra])
        self._numbers: dict[str, tuple[Floats, Mask | None]] = {}
        self._codes: dict[str, npt.NDArray[np.intp]] = {}

    @property
    def extended_size(self) -> int:
        """Rows plus one per further industry code."""
        return len(self.code)

    def extend(self, truth: Truth) -> Truth:
        """A truth about applicants as one about extended rows."""
        if not len(self.owner) or not isinstance(truth, np.ndarray):
            return truth
        return np.concatenate([truth, truth[self.owner]])

    def reduce(self, truth: Truth) -> Truth:
        """True where any of an applicant's extended rows is; the Kleene disjunction."""
        if not len(self.owner) or not isinstance(truth, np.ndarray):
            return truth
        result = truth[: self.size].copy()
        np.maximum.at(result, self.owner, truth[self.size :])
        return result

    def number(self, name: str) -> tuple[Floats, Mask | None]:
        """A metric of the rows, and where it is missing (None: nowhere)."""
        if name not in self._numbers:
            values = self.facts.number(name)[self.rows]
            missing = np.isnan(values)
            self._numbers[name] = (values, missing if missing.any() else None)
        return self._numbers[name]

    def member(self, name: str, test: Callable[[str], int]) -> Kleene:
        """What a test says of a text; unknown where it is missing."""
        if name not in self._codes:
            self._codes[name] = self.facts.text(name).codes[self.rows]
        return self.facts.text(name).truth(test)[self._codes[name]]

    def industry(self, include: tuple[str, ...], exclude: tuple[str, ...] = ()) -> Truth:
        """Whether the code of each extended row falls under an industry scope."""
        scope = self.facts.codes.scope(include, exclude)
        return 1 if scope is None else scope[0][self.code]

    def spatial(self, relation: Relation, kinds: Iterable[str], distance_m: float | None) -> Truth:
        """How the rows' places stand to control layers."""
        truth = self.facts.places.truth(relation, kinds, distance_m)
        return truth[self.rows] if isinstance(truth, np.ndarray) else truth


def text_parts(name: str, value: str) -> tuple[str, ...]:
    """The texts that a cell holds: several for a set, else one."""
    if METRICS[name].kind != "set":
        return (value.strip(),)
    return tuple(part.strip() for part in value.replace("；", ";").split(";") if part.strip())
