"""Chinese sentences about clauses, conditions and sources, in the wording of the interface."""

from collections.abc import Iterable
from types import MappingProxyType

from dzmap.core.catalogs import (
    TRUE,
    All,
    Any,
    AnyClause,
    Case,
    Catalog,
    Citation,
    Compare,
    Condition,
    Default,
    ExceptionClause,
    InIndustry,
    InList,
    Leaf,
    ListClause,
    Member,
    Not,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    SpatialTest,
    Threshold,
)
from dzmap.core.industries import IndustryTree, code_path, normalise_code
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import format_list, format_number, metric_shown
from dzmap.core.rulebook import DEFAULT_ID, Rule
from dzmap.core.verdicts import Verdict

OPERATOR_ZH = MappingProxyType({">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "=", "!=": "≠"})
OPPOSITE = MappingProxyType({">=": "<", ">": "<=", "<=": ">", "<": ">=", "=": "!=", "!=": "="})

PARK_ZH = MappingProxyType(
    {
        "sub_park": "区中园",
        "chemical": "化工园区",
        "industrial": "工业园区",
        "other": "其他园区",
    }
)
"""Chinese names of the kinds of park."""

_DEFAULT_ZH = MappingProxyType(
    {
        Default.LISTED_ONLY_RESTRICT: "仅列入目录的行业准入，未列入的限制",
        Default.LISTED_ONLY_PROHIBIT: "仅列入目录的行业准入，未列入的禁止",
        Default.NOT_FORBIDDEN: "未列入目录的行业：非禁即入",
        Default.PERMITTED: "未列入目录的行业：按允许类",
    }
)


def plain_number(value: float) -> str:
    """A number of a clause without padding: “300”, “1.5”, “30,000”."""
    text = format_number(value, 4)
    return text.rstrip("0").rstrip(".") if "." in text else text


def metric_zh(name: str) -> str:
    """The Chinese name of a metric; the name itself if it is not a known one."""
    return METRICS[name].zh if name in METRICS else name


def _quantity(metric: str, value: float) -> str:
    unit = METRICS[metric].unit if metric in METRICS else ""
    shown = metric_shown(metric, value) if metric in METRICS else value
    return f"{plain_number(shown)} {unit}".strip()


def comparison_text(metric: str, op: str, value: float) -> str:
    """“投资强度 ≥ 300 万元/亩”."""
    return f"{metric_zh(metric)} {OPERATOR_ZH[op]} {_quantity(metric, value)}"


def spatial_text(relation: Relation, layers: tuple[str, ...], distance_m: float | None) -> str:
    """“不占永久基本农田”, “位于化工园区内”, “距岸线管控范围不小于 1,000 m”."""
    names = "、".join(map(layer_zh, layers))
    match relation:
        case Relation.WITHIN:
            return f"位于{names}内"
        case Relation.DISJOINT:
            return f"不占{names}"
        case Relation.DISTANCE_GE:
            return f"距{names}不小于 {plain_number(distance_m or 0)} m"


def lists_text(names: tuple[str, ...]) -> str:
    """“《两高项目名录》或《限制类目录》”."""
    return "或".join(f"《{name}》" for name in names)


def items_text(scope: Scope) -> str:
    """“产品属于尿素、电石，列入名录《两高项目名录》”; "" where a scope names no such items."""
    parts = (
        f"产品属于{format_list(scope.products, 6)}" if scope.products else "",
        f"工艺属于{format_list(scope.processes, 6)}" if scope.processes else "",
        f"列入名录{lists_text(scope.lists)}" if scope.lists else "",
    )
    return "，".join(part for part in parts if part)


def is_commitment(clause: AnyClause | None) -> bool:
    """Whether who does not fulfil a clause has to commit to it, and may then enter."""
    if not isinstance(clause, RequirementClause | SpatialClause):
        return False
    return clause.otherwise is Verdict.CONDITIONAL


def source_line(rule: Rule) -> str:
    """Where a clause stands: “齐河目录 示例〔2021〕1 号 第七条 第 4 页”.

    A clause that rests on another document names it too: “…；依据 节约能源法 第十五条”.
    """
    clause, catalog = rule.clause, rule.catalog
    citation = Citation() if clause is None else clause.citation
    page = f"第 {citation.page} 页" if citation.page else ""
    own = (catalog.title, catalog.number, number_of(rule))
    if not citation.document:
        return " ".join(part for part in (*own, page) if part)
    basis = " ".join(part for part in (citation.document, citation.number, page) if part)
    return f"{' '.join(part for part in own if part)}；依据 {basis}"


def number_of(rule: Rule) -> str:
    """The number of a clause as people cite it: 第七条, or 目录默认."""
    if rule.clause is None:
        return "目录默认"
    return rule.clause.number or rule.clause.id


def _clause_number(name: str, catalog: Catalog) -> str:
    """The number of a clause that an id names in a catalog; "" if it has none of that id."""
    if name == DEFAULT_ID:
        return "目录默认"
    return next((one.number or one.id for one in catalog.clauses if one.id == name), "")


class Wording:
    """Sentences that name industries and clauses.

    Args:
        industries: A classification, to name industries by name as well as by code.
        catalogs: One version of each, to name their clauses by number instead of by id.
    """

    def __init__(
        self, industries: IndustryTree | None = None, catalogs: Iterable[Catalog] = ()
    ) -> None:
        self._industries = industries
        self._catalogs = {catalog.id: catalog for catalog in catalogs}

    def industry(self, code: str) -> str:
        """“C2614（有机化学原料制造）”, or the bare code where no name is known."""
        normal = normalise_code(code)
        name = self._industries.name(normal) if self._industries else ""
        shown = code_path(normal) or normal
        return f"{shown}（{name}）" if name else shown

    def industries(self, include: tuple[str, ...], exclude: tuple[str, ...] = ()) -> str:
        """“C25、C26（C2625 除外）”; 所有行业 when nothing narrows."""
        shown = format_list((self.industry(code) for code in include), 6) if include else "所有行业"
        if not exclude:
            return shown
        left_out = format_list((code_path(normalise_code(code)) or code for code in exclude), 6)
        return f"{shown}（{left_out} 除外）"

    def condition(self, condition: Condition) -> str:
        """A condition as one sentence without a full stop."""
        match condition:
            case Not(operand):
                return self._negated(operand)
            case All(operands):
                return self._joined(operands, " 且 ") or "无条件"
            case Any(operands):
                return self._joined(operands, " 或 ") or "无法满足"
            case Case(branches, otherwise):
                parts = [f"{self.condition(g)}时：{self.condition(c)}" for g, c in branches]
                if otherwise != TRUE:
                    parts.append(f"其余：{self.condition(otherwise)}")
                return "；".join(parts)
            case _:
                return self._leaf(condition)

    def _leaf(self, leaf: Leaf) -> str:
        match leaf:
            case Compare(metric, op, value):
                return comparison_text(metric, op, value)
            case Member(metric, values):
                return f"{metric_zh(metric)}为{'或'.join(values)}"
            case InIndustry(include, exclude):
                return f"行业属于 {self.industries(include, exclude)}"
            case SpatialTest(relation, layers, distance_m):
                return spatial_text(relation, layers, distance_m)
            case InList(lists):
                return f"在名录{lists_text(lists)}中"

    def _negated(self, operand: Condition) -> str:
        match operand:
            case Compare(metric, op, value):
                return comparison_text(metric, OPPOSITE[op], value)
            case Member(metric, values):
                return f"{metric_zh(metric)}不是{'或'.join(values)}"
            case InIndustry(include, exclude):
                return f"行业不属于 {self.industries(include, exclude)}"
            case InList(lists):
                return f"不在名录{lists_text(lists)}中"
            case SpatialTest(Relation.DISJOINT, layers):
                return f"占用{'、'.join(map(layer_zh, layers))}"
            case _:
                return f"不是（{self.condition(operand)}）"

    def _joined(self, operands: tuple[Condition, ...], word: str) -> str:
        nested = (All, Any, Case)
        texts = [
            f"（{self.condition(one)}）" if isinstance(one, nested) else self.condition(one)
            for one in operands
        ]
        return word.join(texts) if len(texts) > 1 else "".join(map(self.condition, operands))

    def requirement(self, rule: Rule) -> str:
        """What a clause demands or says, in one line."""
        match rule.clause:
            case None:
                return _DEFAULT_ZH[rule.catalog.default]
            case ListClause(scope=scope, outcome=outcome):
                items = items_text(scope)
                narrowed = scope.industries or scope.except_industries or not items
                named = self.industries(scope.industries, scope.except_industries)
                who = [*([named] if narrowed else []), *([items] if items else [])]
                return f"{'，'.join(who)}：{outcome.value}"
            case RequirementClause() as clause:
                return self._demand(clause)
            case SpatialClause(relation=relation, layers=layers, distance_m=distance_m):
                return spatial_text(relation, layers, distance_m)
            case ProcedureClause(approval=approval, authority=authority, time_limit=time_limit):
                notes = [authority, f"时限：{time_limit}" if time_limit else ""]
                told = "，".join(note for note in notes if note)
                return f"须办理{approval}" + (f"（{told}）" if told else "")
            case ExceptionClause() as clause:
                lifted = (self.reference(name, rule.catalog) for name in clause.lifts)
                return f"豁免{format_list(lifted)}"

    def reference(self, name: str, catalog: Catalog) -> str:
        """What a clause of ``catalog`` means by “C07” or “dz-city/C07”: 第七条, 《市级目录》第七条.

        A reference to what is not there stays as it was written.
        """
        own = _clause_number(name, catalog)
        if own:
            return own
        place, _, rest = name.rpartition("/")
        other = catalog if place == catalog.id else self._catalogs.get(place)
        number = _clause_number(rest, other) if other is not None else ""
        if not number or other is None:
            return name
        return number if other is catalog else f"《{other.title}》{number}"

    def _demand(self, clause: RequirementClause) -> str:
        parts = []
        if clause.thresholds:
            rows = [self._threshold(row, clause) for row in clause.thresholds]
            parts.append(f"{metric_zh(clause.metric)} {'；'.join(rows)}")
        if clause.condition is not None:
            parts.append(self.condition(clause.condition))
        return " 且 ".join(parts) or metric_zh(clause.metric)

    def _threshold(self, row: Threshold, clause: RequirementClause) -> str:
        who = [
            *([self.industries(row.industries)] if row.industries else []),
            *row.zone_tiers,
            *row.land_grades,
            *([self.condition(row.when)] if row.when != TRUE else []),
        ]
        value = f"{OPERATOR_ZH[clause.op]} {_quantity(clause.metric, row.value)}"
        return f"{'、'.join(who)}：{value}" if who else value

    def scope(self, rule: Rule) -> str:
        """To whom a clause applies: “C25、C26；新建”, “” if to everybody."""
        if rule.clause is None:
            return ""
        scope = rule.clause.scope
        parts = [
            self.industries(scope.industries, scope.except_industries)
            if scope.industries or scope.except_industries
            else "",
            "、".join(scope.actions),
            "、".join(scope.zone_tiers),
            "、".join(PARK_ZH.get(kind, kind) for kind in scope.park_kinds),
            "、".join(scope.applicant_classes),
            items_text(scope),
            self.condition(scope.when) if scope.when != TRUE else "",
        ]
        return "；".join(part for part in parts if part)
