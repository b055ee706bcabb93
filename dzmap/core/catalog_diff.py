"""Two versions of a catalog compared, clause by clause and field by field, in Chinese."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from types import MappingProxyType
from typing import Any

from dzmap.core.catalogs import (
    TRUE,
    AnyClause,
    Catalog,
    Citation,
    ExampleCase,
    ExceptionClause,
    Level,
    ListClause,
    ProcedureClause,
    Relation,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.quantities import format_distance
from dzmap.core.rulebook import Rule
from dzmap.core.verdicts import Verdict
from dzmap.core.wording import OPERATOR_ZH, PARK_ZH, Wording, comparison_text, metric_zh

_KIND_ZH = MappingProxyType(
    {
        ListClause: "清单",
        RequirementClause: "要求",
        SpatialClause: "空间",
        ProcedureClause: "程序",
        ExceptionClause: "例外",
    }
)
_ENUM_ZH: Mapping[Level | Relation, str] = MappingProxyType(
    {
        Level.CITY: "市级",
        Level.COUNTY: "县级",
        Level.ZONE: "开发区",
        Level.PARK: "园区",
        Relation.WITHIN: "在内",
        Relation.DISJOINT: "不相交",
        Relation.DISTANCE_GE: "距离不小于",
    }
)

FIELD_ZH = MappingProxyType(
    {
        # catalog
        "title": "名称",
        "issuer": "发布单位",
        "level": "层级",
        "scope_ids": "管辖",
        "parent": "上级目录",
        "default": "未列入行业",
        "examples": "示例用例",
        # every clause
        "number": "条款号",
        "text": "原文",
        "effective_from": "施行起",
        "effective_to": "施行止",
        "replaces": "替换上级条款",
        "sample": "示例",
        "note": "备注",
        # scope and citation
        "industries": "适用行业",
        "except_industries": "除外行业",
        "actions": "建设性质",
        "zone_tiers": "开发区级别",
        "park_kinds": "园区类型",
        "applicant_classes": "主体类别",
        "products": "产品",
        "processes": "工艺",
        "lists": "名录",
        "when": "适用条件",
        "document": "依据文件",
        "page": "页",
        # what each kind says
        "outcome": "结论",
        "metric": "指标",
        "op": "比较",
        "thresholds": "门槛",
        "condition": "须满足",
        "otherwise": "不满足则",
        "relation": "空间关系",
        "layers": "图层",
        "distance_m": "距离",
        "approval": "须办理",
        "authority": "主管部门",
        "time_limit": "时限",
        "lifts": "豁免条款",
    }
)
"""Chinese names of the fields of catalogs and clauses."""

_OWN_ZH = MappingProxyType({(Catalog, "number"): "文号", (Citation, "number"): "依据条文"})
_NOT_COMPARED = frozenset({"id", "version", "published", "clauses"})
_ROWS = frozenset({"thresholds"})


@dataclass(frozen=True)
class FieldChange:
    """One field that differs; "" where there was or is nothing."""

    field: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """“门槛：≥ 300.00 万元/亩 → ≥ 400.00 万元/亩”."""
        if not self.before or not self.after:
            verb, text = ("删去", self.before) if self.before else ("增加", self.after)
            return f"{self.field}：{verb} {text}".rstrip()
        return f"{self.field}：{self.before} → {self.after}"


@dataclass(frozen=True)
class ClauseChange:
    """A clause that was added, removed, or (``fields`` not empty) changed."""

    clause_id: str
    number: str
    kind: str
    fields: tuple[FieldChange, ...] = ()

    @property
    def sentence(self) -> str:
        """“第七条：门槛：… → …；不满足则：限制 → 禁止准入”."""
        return f"{self.number}：{'；'.join(one.sentence for one in self.fields)}"


@dataclass(frozen=True)
class CatalogDiff:
    """What a new version of a catalog changes; clauses are matched by their id."""

    header: tuple[FieldChange, ...] = ()
    added: tuple[ClauseChange, ...] = ()
    removed: tuple[ClauseChange, ...] = ()
    changed: tuple[ClauseChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.header or self.added or self.removed or self.changed)

    @property
    def text(self) -> str:
        """“增 1 条，改 3 条，删 0 条”."""
        return f"增 {len(self.added)} 条，改 {len(self.changed)} 条，删 {len(self.removed)} 条"

    @property
    def default_change(self) -> FieldChange | None:
        """How the rule for industries that are not listed changes."""
        name = FIELD_ZH["default"]
        return next((one for one in self.header if one.field == name), None)


def compare_catalogs(
    old: Catalog | None, new: Catalog, wording: Wording | None = None
) -> CatalogDiff:
    """What differs between two versions; against None everything is added.

    Args:
        old: The version before.
        new: The version after.
        wording: Names industries where it can.
    """
    told = _Telling(wording or Wording())
    before = {} if old is None else _by_key(old)
    after = _by_key(new)
    changed = []
    for key, clause in after.items():
        differences = tuple(told.clause(before[key], clause)) if key in before else ()
        if differences:
            changed.append(_change(clause, differences))
    return CatalogDiff(
        header=() if old is None else tuple(told.fields(old, new)),
        added=tuple(_change(one) for key, one in after.items() if key not in before),
        removed=tuple(_change(one) for key, one in before.items() if key not in after),
        changed=tuple(changed),
    )


def _change(clause: AnyClause, differences: tuple[FieldChange, ...] = ()) -> ClauseChange:
    return ClauseChange(clause.id, clause.number or clause.id, _KIND_ZH[type(clause)], differences)


def _by_key(catalog: Catalog) -> dict[tuple[str, int], AnyClause]:
    """Clauses by id; of clauses with the same id by their order too."""
    seen: Counter[str] = Counter()
    found = {}
    for clause in catalog.clauses:
        found[clause.id, seen[clause.id]] = clause
        seen[clause.id] += 1
    return found


class _Telling:
    """Differences of values as texts."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def clause(self, old: AnyClause, new: AnyClause) -> Iterator[FieldChange]:
        if type(old) is not type(new):
            yield FieldChange("类型", _KIND_ZH[type(old)], _KIND_ZH[type(new)])
        yield from self.fields(old, new)

    def fields(self, old: Any, new: Any) -> Iterator[FieldChange]:
        names = dict.fromkeys(field.name for one in (new, old) for field in fields(one))
        for name in names:
            if name in _NOT_COMPARED or getattr(old, name, None) == getattr(new, name, None):
                continue
            one, other = getattr(old, name, None), getattr(new, name, None)
            if isinstance(one, Scope | Citation):
                yield from self.fields(one, other)
            else:
                title = _OWN_ZH.get((type(new), name)) or FIELD_ZH.get(name, name)
                yield FieldChange(title, *self._both(name, (old, one), (new, other)))

    def _both(self, name: str, old: tuple[Any, Any], new: tuple[Any, Any]) -> tuple[str, str]:
        """Both texts; of long lists only what is gone and what has come."""
        one, other = old[1], new[1]
        if isinstance(one, tuple) and isinstance(other, tuple) and name not in _ROWS:
            gone = tuple(part for part in one if part not in other)
            come = tuple(part for part in other if part not in one)
            if gone or come:
                one, other = gone, come
        before, after = self._text(name, one, old[0]), self._text(name, other, new[0])
        return (before, after) if before != after else (before, f"{after}（内容有改动）")

    def _text(self, name: str, value: Any, owner: Any) -> str:  # noqa: PLR0911 - one per kind
        if value is None:
            return ""
        match name:
            case "thresholds":
                return "；".join(self._threshold(row, owner) for row in value)
            case "default":
                return self._wording.requirement(_default_rule(owner))
            case "condition" | "when":
                return "" if value == TRUE else self._wording.condition(value)
            case "metric":
                return metric_zh(value) if value else ""
            case "op":
                return OPERATOR_ZH.get(value, value)
            case "distance_m":
                return format_distance(value) if value else ""
            case _:
                return self._plain(name, value)

    def _plain(self, name: str, value: Any) -> str:  # noqa: PLR0911 - one per kind
        match value:
            case bool():
                return "是" if value else "否"
            case Verdict():
                return value.zh
            case Level() | Relation():
                return _ENUM_ZH[value]
            case Enum():
                return str(value.value)
            case ExampleCase():
                return f"“{value.name}”"
            case tuple():
                return "、".join(self._plain(name, part) for part in value)
            case _:
                return self._word(name, str(value))

    def _word(self, name: str, text: str) -> str:
        if name in {"industries", "except_industries"}:
            return self._wording.industry(text)
        if name == "layers":
            return layer_zh(text)
        return PARK_ZH.get(text, text) if name == "park_kinds" else text

    def _threshold(self, row: Threshold, clause: RequirementClause) -> str:
        who = [
            *map(self._wording.industry, row.industries),
            *row.zone_tiers,
            *row.land_grades,
            *([self._wording.condition(row.when)] if row.when != TRUE else []),
        ]
        value = comparison_text(clause.metric, clause.op, row.value)
        return f"{'、'.join(who)}：{value}" if who else value


def _default_rule(catalog: Catalog) -> Rule:
    return Rule(index=0, key="", catalog=catalog, clause=None)
