"""Verdicts, clause states, and the result of a screening run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, IntEnum
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd


class Verdict(IntEnum):
    """Outcome of an admission check; the larger number is the stricter verdict."""

    ENCOURAGED = 0
    ADMITTED = 1
    CONDITIONAL = 2
    RESTRICTED = 3
    INSUFFICIENT = 4
    PROHIBITED = 5

    @property
    def zh(self) -> str:
        """The Chinese word, such as 准入."""
        return _VERDICT_ZH[self]

    @property
    def token(self) -> str:
        """The key of this verdict in ``resources/tokens.json``."""
        return self.name.lower()


_VERDICT_ZH = {
    Verdict.ENCOURAGED: "鼓励准入",
    Verdict.ADMITTED: "准入",
    Verdict.CONDITIONAL: "有条件准入",
    Verdict.RESTRICTED: "限制",
    Verdict.INSUFFICIENT: "资料不足",
    Verdict.PROHIBITED: "禁止准入",
}


class ClauseState(Enum):
    """What a clause says about one applicant; values are keys of ``tokens.json`` clause_result."""

    SATISFIED = "true"
    VIOLATED = "false"
    PROCEDURE = "procedure"
    UNKNOWN = "unknown"
    NOT_COVERED = "not_covered"
    LIFTED = "lifted"
    NOT_APPLICABLE = "not_applicable"

    @property
    def zh(self) -> str:
        """The Chinese word, such as 不满足."""
        return _STATE_ZH[self]


_STATE_ZH = {
    ClauseState.SATISFIED: "满足",
    ClauseState.VIOLATED: "不满足",
    ClauseState.PROCEDURE: "须办理",
    ClauseState.UNKNOWN: "缺资料",
    ClauseState.NOT_COVERED: "未覆盖",
    ClauseState.LIFTED: "已豁免",
    ClauseState.NOT_APPLICABLE: "不适用",
}


@dataclass(frozen=True, kw_only=True)
class Target:
    """A place that an applicant may enter: a zone, or a park inside one.

    ``facts`` are the metrics of ``of_target`` (``core.metrics``) that are known, in their own unit.
    """

    id: str
    name: str
    kind: str  # "zone" or "park"
    tier: str = ""  # 国家级 / 省级 / …
    park_kind: str = ""  # chemical / sub_park / …
    county_id: str = ""
    zone_id: str = ""  # of a park: the zone it lies in
    facts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True)
class ClauseResult:
    """What one clause found for one applicant, ready to be signed.

    ``applies`` and ``holds`` are three-valued (None = unknown). ``measured``, ``threshold`` and
    ``gap`` are numbers in ``unit``; ``gap`` is what is missing to the threshold (positive), None if
    the clause holds or nothing was measured. ``missing`` names the facts or layers that would
    settle an unknown. ``contribution`` is the least verdict this clause forces, None if none.
    """

    clause_id: str
    catalog_id: str
    catalog_title: str
    number: str
    kind: str
    requirement: str
    text: str
    source: str
    state: ClauseState
    applies: bool | None
    holds: bool | None
    op: str = ""
    measured: float | str | None = None
    threshold: float | str | None = None
    gap: float | None = None
    unit: str = ""
    contribution: Verdict | None = None
    missing: tuple[str, ...] = ()
    explanation: str = ""
    layer: str = ""
    layer_date: str = ""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The evidence behind one verdict: every clause, and the sentence that sums it up."""

    applicant_id: str
    applicant_name: str
    target: Target
    as_of: date
    verdict: Verdict
    checked_verdict: Verdict
    headline: str  # “投资强度还差 35.00 万元/亩”
    remedy: str  # “多投 1,435 万元或少用地 4.79 亩，即有条件准入”
    clauses: tuple[ClauseResult, ...]
    catalogs: tuple[str, ...]  # “title 文号 v3 8f2c41d0”
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Override:
    """A verdict that a person put in place of the machine's, which stays beside it (改判).

    ``attachment`` is the name of a file that supports it.
    """

    verdict: Verdict
    reason: str
    name: str
    at: datetime
    attachment: str = ""


@dataclass(frozen=True, kw_only=True)
class ScreeningResult:
    """Verdicts of a run, one row per pair of applicant and target, as parallel arrays.

    ``applicant`` holds row positions in ``applicants``, ``target`` positions in ``targets`` (-1
    where the applicant lies in no zone: verdict INSUFFICIENT). ``decisive`` are indexes into
    ``clause_ids`` (-1 = none). ``assigned_by`` says how the applicant relates to the target: 0 it
    states it, 1 it lies in it, 2 neither. ``parts`` says where polygons lie that lie in several places
    (``core.straddling``).
    """

    as_of: date
    applicants: pd.DataFrame
    targets: tuple[Target, ...]
    clause_ids: tuple[str, ...]
    applicant: npt.NDArray[np.int32]
    target: npt.NDArray[np.int16]
    verdict: npt.NDArray[np.int8]
    checked_verdict: npt.NDArray[np.int8]
    decisive: npt.NDArray[np.int32]
    violated: npt.NDArray[np.int16]
    procedures: npt.NDArray[np.int16]
    unknown: npt.NDArray[np.int16]
    assigned_by: npt.NDArray[np.int8] = field(default_factory=lambda: np.empty(0, dtype=np.int8))
    catalogs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __len__(self) -> int:
        return len(self.verdict)

    def counts(self) -> dict[Verdict, int]:
        """Rows per verdict; the six counts add up to ``len(self)``."""
        tally = np.bincount(self.verdict, minlength=len(Verdict))
        return {verdict: int(tally[verdict]) for verdict in Verdict}
