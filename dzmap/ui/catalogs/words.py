"""The words of the editor for what a catalog can say; values as in ``core.catalogs``."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    Default,
    ExceptionClause,
    Level,
    ListClause,
    Outcome,
    ProcedureClause,
    Relation,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.metrics import METRICS
from dzmap.core.verdicts import Verdict
from dzmap.core.wording import PARK_ZH
from dzmap.ui.i18n import later, tr


@dataclass(frozen=True)
class Kind:
    """A kind of clause: its word, what one says with it, and its key in ``tokens.json``."""

    word: str
    hint: str
    token: str


KINDS: Mapping[type[AnyClause], Kind] = MappingProxyType(
    {
        ListClause: Kind(later("清单"), later("哪些行业、产品鼓励、允许、限制或禁止"), "list"),
        RequirementClause: Kind(
            later("要求"), later("指标须达到的数，或须满足的条件"), "requirement"
        ),
        SpatialClause: Kind(later("空间"), later("须在图层内、不占图层，或离开多远"), "spatial"),
        ProcedureClause: Kind(later("程序"), later("什么情况下须先办理什么"), "procedure"),
        ExceptionClause: Kind(later("例外"), later("什么情况下豁免哪些条款"), "exception"),
    }
)

LEVELS: Mapping[Level, str] = MappingProxyType(
    {
        Level.CITY: later("市级"),
        Level.COUNTY: later("县级"),
        Level.ZONE: later("开发区"),
        Level.PARK: later("园区"),
    }
)
DEFAULTS: Mapping[Default, str] = MappingProxyType(
    {
        Default.NOT_FORBIDDEN: later("非禁即入"),
        Default.PERMITTED: later("按允许类"),
        Default.LISTED_ONLY_RESTRICT: later("仅列入者准入，其余限制"),
        Default.LISTED_ONLY_PROHIBIT: later("仅列入者准入，其余禁止"),
    }
)
OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.ENCOURAGE: later("鼓励"),
        Outcome.PERMIT: later("允许"),
        Outcome.RESTRICT: later("限制"),
        Outcome.PROHIBIT: later("禁止"),
    }
)
RELATIONS: Mapping[Relation, str] = MappingProxyType(
    {
        Relation.WITHIN: later("须在内"),
        Relation.DISJOINT: later("不占"),
        Relation.DISTANCE_GE: later("距离不小于"),
    }
)
CONSEQUENCES: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.RESTRICTED: later("限制"),
        Verdict.PROHIBITED: later("禁止"),
        Verdict.CONDITIONAL: later("须承诺"),
    }
)
OPERATORS = MappingProxyType({">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "!=": "≠"})
TIERS = MappingProxyType({name: name for name in ("国家级", "省级", "市级", "县级")})
ACTIONS = MappingProxyType({name: name for name in METRICS["action"].choices})
CLASSES = MappingProxyType({name: name for name in METRICS["applicant_class"].choices})
PARKS = PARK_ZH


def kind_of(clause: AnyClause) -> Kind:
    """The kind of a clause."""
    return KINDS[type(clause)]


def version_word(catalog: Catalog) -> str:
    """草稿 v4, or v3."""
    mark = f"v{catalog.version}"
    return mark if catalog.published else f"{tr('草稿')} {mark}"


def contribution(clause: AnyClause) -> Verdict | None:
    """What a clause makes of whom it hits; None for exceptions."""
    match clause:
        case ListClause(outcome=outcome):
            return outcome.verdict
        case RequirementClause(otherwise=otherwise) | SpatialClause(otherwise=otherwise):
            return otherwise
        case ProcedureClause():
            return Verdict.CONDITIONAL
        case _:
            return None
