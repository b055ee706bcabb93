"""Admission catalogs: what a clause can say. Pure data; evaluation is in ``screening``.

Conditions form a closed tree whose leaves compare a metric (``core.metrics``), test membership, or
ask a spatial relation. Everything is evaluated in Kleene's three-valued logic.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from dzmap.core.verdicts import Verdict


class Level(Enum):
    """The kind of area that a catalog governs."""

    CITY = "city"
    COUNTY = "county"
    ZONE = "zone"
    PARK = "park"


class Default(Enum):
    """What holds for an industry that the catalog does not name."""

    LISTED_ONLY_RESTRICT = "listed_only_restrict"
    LISTED_ONLY_PROHIBIT = "listed_only_prohibit"
    NOT_FORBIDDEN = "not_forbidden"
    PERMITTED = "permitted"


class Relation(Enum):
    """Spatial relation between an applicant's place and a layer."""

    WITHIN = "within"
    DISJOINT = "disjoint"
    DISTANCE_GE = "distance_ge"


class Outcome(Enum):
    """What a list clause says of the industries it names."""

    ENCOURAGE = "鼓励"
    PERMIT = "允许"
    RESTRICT = "限制"
    PROHIBIT = "禁止"

    @property
    def verdict(self) -> Verdict:
        """The verdict that this outcome contributes."""
        return _OUTCOME_VERDICT[self]


_OUTCOME_VERDICT = {
    Outcome.ENCOURAGE: Verdict.ENCOURAGED,
    Outcome.PERMIT: Verdict.ADMITTED,
    Outcome.RESTRICT: Verdict.RESTRICTED,
    Outcome.PROHIBIT: Verdict.PROHIBITED,
}


# --- conditions -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Compare:
    """``metric op value``; ``value`` is in the metric's own unit. ops: >= > <= < = !=."""

    metric: str
    op: str
    value: float


@dataclass(frozen=True)
class Member:
    """The text (or any of the set-valued texts) of ``metric`` is one of ``values``."""

    metric: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class InIndustry:
    """An industry code of the applicant falls under a prefix and under no longer excluded one."""

    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpatialTest:
    """The applicant's place stands in ``relation`` to any of ``layers`` (layer kinds)."""

    relation: Relation
    layers: tuple[str, ...]
    distance_m: float | None = None


@dataclass(frozen=True)
class InList:
    """The applicant stands in any of the reference lists of these names (``core.reference_lists``)."""

    lists: tuple[str, ...]


@dataclass(frozen=True)
class Not:
    """Negation."""

    operand: "Condition"


@dataclass(frozen=True)
class All:
    """Conjunction; true when empty."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True)
class Any:
    """Disjunction; false when empty."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True)
class Case:
    """The consequent of the first branch whose guard is true; ``otherwise`` when none is."""

    branches: tuple[tuple["Condition", "Condition"], ...]
    otherwise: "Condition"


Leaf = Compare | Member | InIndustry | SpatialTest | InList

Condition = Leaf | Not | All | Any | Case

TRUE = All(())


# --- clauses --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Scope:
    """To whom a clause applies; an empty field does not narrow. All fields must match.

    ``industries`` and ``except_industries`` are GB/T 4754 code prefixes ("C26" or "26", the letter
    is dropped when read: stored without it except for bare 门类 letters). ``products`` and
    ``processes`` are names of which the applicant makes or uses at least one; ``lists`` are names of
    reference lists of which the applicant stands in at least one.

    A list clause that names products, processes or reference lists speaks of those and not of an
    industry: the longest prefix among the other list clauses does not set it aside.
    """

    industries: tuple[str, ...] = ()
    except_industries: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()  # 新建 扩建 改建 迁建 技改
    zone_tiers: tuple[str, ...] = ()  # 国家级 省级
    park_kinds: tuple[str, ...] = ()
    applicant_classes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    when: "Condition" = TRUE

    @property
    def names_items(self) -> bool:
        """Whether the clause speaks of products, processes or reference lists."""
        return bool(self.products or self.processes or self.lists)


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where a clause stands: document, 文号, page."""

    document: str = ""
    number: str = ""
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What all kinds of clauses share. ``id`` is unique within its catalog."""

    id: str
    number: str = ""  # 条款号, such as 第七条
    text: str = ""
    scope: Scope = field(default_factory=Scope)
    citation: Citation = field(default_factory=Citation)
    effective_from: date | None = None
    effective_to: date | None = None
    replaces: tuple[str, ...] = ()  # "CATALOG_ID/CLAUSE_ID", or "CATALOG_ID/default"
    sample: bool = False  # 示例
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ListClause(Clause):
    """Industry scope → 鼓励 / 允许 / 限制 / 禁止."""

    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """One row of a threshold table.

    The row with the longest matching industry prefix wins, then the one that names more of tier,
    grade and condition.
    """

    value: float
    industries: tuple[str, ...] = ()
    zone_tiers: tuple[str, ...] = ()
    land_grades: tuple[str, ...] = ()
    when: "Condition" = TRUE


@dataclass(frozen=True, kw_only=True)
class RequirementClause(Clause):
    """A condition that must hold, else ``otherwise``.

    Either ``metric op`` one of ``thresholds``, or a free ``condition`` (then metric is empty).
    ``otherwise`` 有条件准入 makes it a commitment: who does not fulfil it, or does not say, has to
    commit to it first.
    """

    metric: str = ""
    op: str = ">="
    thresholds: tuple[Threshold, ...] = ()
    condition: "Condition | None" = None
    otherwise: Verdict = Verdict.RESTRICTED


@dataclass(frozen=True, kw_only=True)
class SpatialClause(Clause):
    """The place must stand in ``relation`` to the layers, else ``otherwise``."""

    relation: Relation
    layers: tuple[str, ...]
    distance_m: float | None = None
    otherwise: Verdict = Verdict.PROHIBITED


@dataclass(frozen=True, kw_only=True)
class ProcedureClause(Clause):
    """When it applies, a prior approval or commitment is needed → 有条件准入.

    ``time_limit`` is what the document says of the time it takes or has to be done in, as text.
    """

    approval: str
    authority: str = ""
    time_limit: str = ""


@dataclass(frozen=True, kw_only=True)
class ExceptionClause(Clause):
    """Lifts the named clauses (ids, or "CATALOG_ID/CLAUSE_ID") for whom ``scope`` holds."""

    lifts: tuple[str, ...]


AnyClause = ListClause | RequirementClause | SpatialClause | ProcedureClause | ExceptionClause


@dataclass(frozen=True, kw_only=True)
class ExampleCase:
    """An example kept with a catalog: who applies, and the verdict that its authors expect.

    ``facts`` are metrics (in their own unit) and industry codes by name in code; ``target_id`` is a
    zone or park, "" any place that the catalog governs. ``of_checked`` expects ``verdict`` of the
    decided clauses alone, for examples without a place. ``decisive`` is a clause id, "" any.
    """

    name: str
    facts: tuple[tuple[str, float | str], ...] = ()
    target_id: str = ""
    place: tuple[float, float] | None = None  # longitude, latitude in degrees, EPSG:4490
    as_of: date | None = None
    verdict: Verdict
    of_checked: bool = False
    decisive: str = ""


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """A 准入目录: who issued it, where and when it is in force, and its clauses.

    ``scope_ids`` are the counties, zones or parks it governs; empty means all of ``level``, narrowed
    by ``park_kinds`` for parks. ``parent`` is the id of the catalog above, if any. Only ``published``
    catalogs count in a check; the others are drafts.
    """

    id: str
    title: str
    issuer: str
    number: str = ""  # 文号
    level: Level
    scope_ids: tuple[str, ...] = ()
    park_kinds: tuple[str, ...] = ()
    parent: str = ""
    default: Default
    effective_from: date
    effective_to: date | None = None
    version: str = "1"
    published: bool = True
    sample: bool = False
    clauses: tuple[AnyClause, ...] = ()
    examples: tuple[ExampleCase, ...] = ()
