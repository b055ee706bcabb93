"""Applicants as columns that clauses can be evaluated on, and blocks of their rows.

Texts are integer-coded, industry codes point into one ``CodeTable``. A block holds the rows that
are judged together. An applicant with further industry codes is judged once per code: the block's
*extended* rows are its own rows followed by one row per further code, and what any of them violates
the applicant violates.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from dzmap.core.applicants import has_precise_place, with_changes
from dzmap.core.catalogs import Relation
from dzmap.core.coded_texts import CodedTexts, Rows
from dzmap.core.crs import Floats
from dzmap.core.industries import split_codes
from dzmap.core.item_names import NamedEntries
from dzmap.core.kleene import FALSE, UNKNOWN, Kleene, Mask, Truth, any_of
from dzmap.core.metrics import METRICS
from dzmap.core.prefixes import CodeTable
from dzmap.core.reference_lists import ReferenceLists
from dzmap.core.relations import ControlKind, PlaceRelations
from dzmap.core.standing import Bearers, Standing
from dzmap.core.verdicts import Target


class Facts:
    """All applicants of a run.

    Args:
        frame: Normalised applicants (``core.applicants``).
        kinds: Control layers in force by kind.
        exists: Whether an industry code is in the classification.
        asked: Which applicants are judged at all; the others are never looked at.
        lists: Reference lists as they stand on the day.
    """

    def __init__(
        self,
        frame: gpd.GeoDataFrame,
        kinds: dict[str, ControlKind],
        exists: Callable[[str], bool],
        asked: Mask | None = None,
        lists: ReferenceLists | None = None,
    ) -> None:
        self.frame = frame
        self.kinds = kinds
        self.lists = ReferenceLists() if lists is None else lists
        self.size = len(frame)
        self._asked = None if asked is None or asked.all() else np.flatnonzero(asked)
        self._texts: dict[str, CodedTexts] = {}
        self._named: dict[tuple[str, tuple[str, ...]], Kleene] = {}
        self._standing: dict[str, Standing | None] = {}
        self._numbers: dict[str, Floats] = {}
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
            self._texts[name] = CodedTexts.of(self.frame[name], self._asked)
        return self._texts[name]

    def named(self, metric: str, names: tuple[str, ...]) -> Kleene:
        """Truth per distinct cell of a text (the missing one last) that it means one of some names."""
        key = (metric, names)
        if key not in self._named:
            entry, texts = NamedEntries([names]), self.text(metric)
            truths = [
                entry.matches(found).get(0, FALSE) if found else UNKNOWN for found in texts.names
            ]
            self._named[key] = np.array([*truths, UNKNOWN], dtype=np.int8)
        return self._named[key]

    def standing(self, name: str) -> Standing | None:
        """A reference list in force, ready to be asked; None if there is none of that name."""
        if name not in self._standing:
            one = self.lists.get(name)
            known = None if one is None else Standing(one, self.codes, self.text)
            self._standing[name] = known
        return self._standing[name]

    def number(self, name: str) -> Floats:
        """A number column, NaN for missing."""
        if name not in self._numbers:
            self._numbers[name] = self.frame[name].to_numpy(dtype=np.float64)
        return self._numbers[name]

    def changed(self, numbers: Mapping[str, float]) -> "Facts":
        """The same applicants with other numbers (metric to value in its stored unit)."""
        other = copy(self)
        other.frame = with_changes(self.frame, numbers)
        other._numbers = {}
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
        self._codes: dict[str, Rows] = {}
        self._target: Target | None = None

    def facing(self, target: Target) -> "Block":
        """The same rows before a target, whose own facts (``metrics``: of_target) they then have."""
        other = copy(self)
        other._target = target
        other._numbers = dict(self._numbers)
        return other

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

    def main(self, truth: Truth) -> Truth:
        """A truth about extended rows as one about the main codes alone."""
        return truth[: self.size] if isinstance(truth, np.ndarray) else truth

    def number(self, name: str) -> tuple[Floats, Mask | None]:
        """A metric of the rows, and where it is missing (None: nowhere)."""
        if name not in self._numbers:
            values = self._values(name)
            missing = np.isnan(values)
            self._numbers[name] = (values, missing if missing.any() else None)
        return self._numbers[name]

    def _values(self, name: str) -> Floats:
        if not METRICS[name].of_target:
            return self.facts.number(name)[self.rows]
        stated = self.target_fact(name)
        return np.full(self.size, np.nan if stated is None else stated)

    def target_fact(self, name: str) -> float | None:
        """What is known of the target itself; None if nothing is, or no target was named."""
        return None if self._target is None else self._target.facts.get(name)

    def member(self, name: str, test: Callable[[str], int]) -> Kleene:
        """What a test says of a text; unknown where it is missing."""
        return self.facts.text(name).truth(test)[self.cells(name)]

    def named(self, metric: str, names: tuple[str, ...]) -> Kleene:
        """Whether a text means one of some names; unknown where it is missing or only similar."""
        return self.facts.named(metric, names)[self.cells(metric)]

    def cells(self, name: str) -> Rows:
        """Which distinct cell of a text column each row has."""
        if name not in self._codes:
            self._codes[name] = self.facts.text(name).codes[self.rows]
        return self._codes[name]

    def bearers(self) -> Bearers:
        """The extended rows as those who may stand in reference lists."""
        products, processes = self.cells("products"), self.cells("processes")
        return Bearers(
            self.code,
            np.concatenate([products, products[self.owner]]),
            np.concatenate([processes, processes[self.owner]]),
        )

    def listed(self, names: Iterable[str]) -> Truth:
        """Whether each extended row stands in any of some reference lists."""
        lists = [self.facts.standing(name) for name in names]
        return any_of(UNKNOWN if one is None else one.truth(self.bearers()) for one in lists)

    def industry(self, include: tuple[str, ...], exclude: tuple[str, ...] = ()) -> Truth:
        """Whether the code of each extended row falls under an industry scope."""
        scope = self.facts.codes.scope(include, exclude)
        return 1 if scope is None else scope[0][self.code]

    def spatial(
        self,
        relation: Relation,
        kinds: Iterable[str],
        distance_m: float | None,
        where: Mask | None = None,
    ) -> Truth:
        """How the rows' places stand to control layers; unknown for rows that are not asked about."""
        places = self.facts.places
        if where is None or where.all():
            return places.truth(relation, kinds, distance_m, self.rows)
        truth = np.full(self.size, UNKNOWN, dtype=np.int8)
        truth[where] = places.truth(relation, kinds, distance_m, self.rows[where])
        return truth
