"""准入判定书 without a format: what one signed sheet says, ready for the PDF and Word writers.

Everything is text as printed, except what is drawn: marks by verdict and state, threshold bars by
their numbers, the figure as a map model.
"""

from dataclasses import dataclass, field
from datetime import date

from dzmap.core.quantities import NOT_APPLICABLE
from dzmap.core.verdicts import ClauseState, Override, Verdict
from dzmap.services.clause_order import count_by_state
from dzmap.services.map_model import MapModel

TITLE = "开发区产业准入判定书"
NOT_FILLED = "未填"
MOST_IN_A_FILE = 500
"""More sheets than this are written as a file each: nobody would find one among them."""


@dataclass(frozen=True, kw_only=True)
class SheetFact:
    """A fact of the applicant; ``known`` False prints 未填."""

    caption: str
    value: str

    @property
    def known(self) -> bool:
        """Whether the applicant stated it."""
        return self.value != NOT_FILLED


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A comparison that a threshold bar can show, numbers in one unit; ``measured`` may be open."""

    op: str
    threshold: float
    measured: float | None


@dataclass(frozen=True, kw_only=True)
class SheetClause:
    """One row of the clause table; ``number`` says whose clause it is (市级 第十二条)."""

    order: int
    number: str
    requirement: str
    measured: str
    gap: str
    state: ClauseState
    note: str = ""
    decisive: bool = False
    limit: Limit | None = None

    @property
    def numeric(self) -> bool:
        """Whether anything stands in the columns of numbers."""
        return {self.measured, self.gap} != {NOT_APPLICABLE}


@dataclass(frozen=True, kw_only=True)
class PlaceFinding:
    """One row of the spatial table.

    ``note`` stands small under the item (date and coverage of a layer), ``detail`` under the result.
    ``tone``: "" as it should be · "hit" a conflict · "open" not checked.
    """

    item: str
    result: str
    note: str = ""
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetFigure:
    """The map of the spatial findings, and (``overview``) where it lies, if it shows a part only."""

    map: MapModel
    overview: MapModel | None = None


@dataclass(frozen=True, kw_only=True)
class VerdictSheet:
    """One applicant's sheet.

    ``others`` are further known facts in one line. ``figure`` None: ``figure_note`` says why there
    is none. ``unlisted`` clauses do not apply and are counted only. ``sample`` asks for the watermark 示例数据. ``footer`` names program and run.
    """

    number: str
    name: str
    as_of: date
    applies: str  # “齐河经济开发区产业准入目录（示例）第 3 版等 2 部”
    verdict: Verdict
    headline: str
    remedy: str
    qualifier: str = ""  # “已核查部分：准入（…）” beside 资料不足
    override: Override | None = None
    facts: tuple[SheetFact, ...] = ()
    others: str = ""
    clauses: tuple[SheetClause, ...] = ()
    unlisted: int = 0
    clause_note: str = ""
    findings: tuple[PlaceFinding, ...] = ()
    figure: SheetFigure | None = None
    figure_note: str = ""
    basis: tuple[str, ...] = ()
    organisation: str = ""
    classification: str = "内部资料"
    sample: bool = False
    schematic: bool = False
    footer: str = ""
    title: str = field(default=TITLE)

    @property
    def clause_heading(self) -> str:
        """“条款核查（42 条：不满足 1，须办理 1，满足 31，不适用 9，缺资料 0）”."""
        if not self.clauses:
            return "条款核查（没有可以核查的条款）"
        counts = count_by_state(self.clauses)
        counts[ClauseState.NOT_APPLICABLE] += self.unlisted
        always = {ClauseState.VIOLATED, ClauseState.SATISFIED, ClauseState.UNKNOWN}
        parts = [
            f"{state.zh} {count}" for state, count in counts.items() if count or state in always
        ]
        return f"条款核查（{len(self.clauses) + self.unlisted} 条：{'，'.join(parts)}）"

    @property
    def signed_verdict(self) -> Verdict:
        """The verdict that counts: the override's where there is one."""
        return self.verdict if self.override is None else self.override.verdict
