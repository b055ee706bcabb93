"""From nodes to the model: the one place that says what an entry of a catalog means."""

from collections.abc import Callable
from datetime import date
from typing import TypedDict, TypeVar

from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    Citation,
    Default,
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
from dzmap.core.metrics import Metric
from dzmap.core.verdicts import Verdict
from dzmap.readers.catalogs import words
from dzmap.readers.catalogs.amounts import METRE, plain
from dzmap.readers.catalogs.example_cases import EXAMPLES, decode_example
from dzmap.readers.catalogs.record import Record
from dzmap.readers.catalogs.source import Findings, ListNode, MapNode

T = TypeVar("T")

CATALOG_KEYS = (
    "编号",
    "名称",
    "版本",
    "发布单位",
    "文号",
    "层级",
    "管辖",
    "园区类型",
    "上级",
    "未列入行业",
    "施行起",
    "施行止",
    "已发布",
    "示例",
)
SHARED_KEYS = (
    "编号",
    "条款号",
    "类型",
    "适用行业",
    "除外行业",
    "建设性质",
    "开发区级别",
    "园区类型",
    "申请主体",
    "适用产品",
    "适用工艺",
    "引用名录",
    "适用条件",
)
KIND_KEYS = {
    "清单": ("结论",),
    "要求": ("指标", "比较", "数值", "单位", "须满足", "不满足则"),
    "空间": ("关系", "图层", "距离", "不满足则"),
    "程序": ("须办理", "主管部门", "时限"),
    "例外": ("豁免",),
}
SOURCE_KEYS = (
    "内容",
    "依据文件",
    "依据文号",
    "页码",
    "施行起",
    "施行止",
    "替换",
    "示例",
    "备注",
)
THRESHOLD_KEYS = ("适用行业", "开发区级别", "地块等级", "适用条件", "数值", "单位")
THRESHOLDS = "门槛"
CLAUSES = "条款"
_FIRST = {CLAUSES: "编号", EXAMPLES: "名称"}

CLAUSE_KEYS = tuple(
    dict.fromkeys(
        [*SHARED_KEYS, *(key for keys in KIND_KEYS.values() for key in keys), *SOURCE_KEYS]
    )
)
_CLAUSE_KEYS = dict.fromkeys([*CLAUSE_KEYS, THRESHOLDS])


def decode_catalogs(nodes: tuple[MapNode, ...], findings: Findings) -> tuple[Catalog, ...]:
    """Every catalog that can be made out; what cannot is in ``findings``."""
    found = (_catalog(node, findings) for node in nodes)
    return tuple(catalog for catalog in found if catalog is not None)


def _catalog(node: MapNode, findings: Findings) -> Catalog | None:
    record = Record(node, findings, "目录")
    catalog_id = record.name("编号", required=True)
    title = record.text("名称", required=True)
    issuer = record.text("发布单位")
    level = record.required_choice("层级", words.LEVELS)
    default = record.required_choice("未列入行业", words.DEFAULTS)
    start = record.day("施行起")
    if start is None and record.node("施行起") is None:
        record.error("施行起", "目录没有写“施行起”", "写成 2021-01-01 这样的形式。")
    catalog = Catalog(
        id=catalog_id,
        title=title,
        issuer=issuer,
        number=record.text("文号"),
        level=level or Level.CITY,
        scope_ids=record.words("管辖"),
        park_kinds=record.words("园区类型", words.PARK_KINDS),
        parent=record.name("上级"),
        default=default or Default.NOT_FORBIDDEN,
        effective_from=start or date.min,
        effective_to=record.day("施行止"),
        version=record.name("版本") or "1",
        published=record.flag("已发布", default=True),
        sample=record.flag("示例", default=False),
        clauses=_listed(record, CLAUSES, _clause, findings),
        examples=_listed(record, EXAMPLES, decode_example, findings),
    )
    record.close(dict.fromkeys([*CATALOG_KEYS, CLAUSES, EXAMPLES]))
    return catalog if level and default and start else None


def _listed(
    record: Record,
    key: str,
    decode: Callable[[MapNode, Findings], T | None],
    findings: Findings,
) -> tuple[T, ...]:
    node = record.node(key)
    if node is None:
        return ()
    if not isinstance(node, ListNode):
        record.error(key, f"“{key}”下面应是列表", f"每一条以“- {_FIRST[key]}: …”开头。")
        return ()
    found = []
    for item in node.items:
        if isinstance(item, MapNode):
            one = decode(item, findings)
            if one is not None:
                found.append(one)
        else:
            findings.error(
                item.place, f"{key}应是一组“项: 值”", f"每一条以“- {_FIRST[key]}: …”开头。"
            )
    return tuple(found)


class _Shared(TypedDict):
    id: str
    number: str
    text: str
    scope: Scope
    citation: Citation
    effective_from: date | None
    effective_to: date | None
    replaces: tuple[str, ...]
    sample: bool
    note: str


def _clause(node: MapNode, findings: Findings) -> AnyClause | None:
    kind = plain(node.text("类型"))
    record = Record(node, findings, f"“{kind}”条款" if kind in words.KINDS else "条款")
    kind_class = record.required_choice("类型", words.KINDS)
    shared = _shared(record)
    if kind_class is None:
        return None
    clause = _READERS[kind](record, shared, findings)
    record.close(_CLAUSE_KEYS, f"删掉这一项，或改“类型”。“{kind}”条款可写：{_allowed(kind)}。")
    return clause


def _allowed(kind: str) -> str:
    extra = (THRESHOLDS,) if kind == "要求" else ()
    return "、".join((*KIND_KEYS[kind], *extra))


def _shared(record: Record) -> _Shared:
    return _Shared(
        id=record.name("编号", required=True),
        number=record.text("条款号"),
        text=record.text("内容"),
        scope=Scope(
            industries=record.codes("适用行业"),
            except_industries=record.codes("除外行业"),
            actions=record.words("建设性质", words.ACTIONS),
            zone_tiers=record.words("开发区级别", words.TIERS),
            park_kinds=record.words("园区类型", words.PARK_KINDS),
            applicant_classes=record.words("申请主体", words.CLASSES),
            products=record.words("适用产品"),
            processes=record.words("适用工艺"),
            lists=record.titles("引用名录"),
            when=record.scope_condition("适用条件"),
        ),
        citation=Citation(
            document=record.text("依据文件"),
            number=record.text("依据文号"),
            page=record.text("页码"),
        ),
        effective_from=record.day("施行起"),
        effective_to=record.day("施行止"),
        replaces=record.words("替换"),
        sample=record.flag("示例", default=False),
        note=record.text("备注"),
    )


def _list_clause(record: Record, shared: _Shared, _: Findings) -> ListClause | None:
    outcome = record.required_choice("结论", words.OUTCOMES)
    return None if outcome is None else ListClause(**shared, outcome=outcome)


def _requirement(record: Record, shared: _Shared, findings: Findings) -> RequirementClause:
    otherwise = record.choice("不满足则", words.CONSEQUENCES, default=Verdict.RESTRICTED)
    condition = record.condition("须满足")
    if condition is not None:
        return RequirementClause(**shared, condition=condition, otherwise=otherwise)
    metric = record.required_choice("指标", words.METRIC_WORDS)
    op = record.choice("比较", words.OPERATOR_SPELLINGS, default=">=")
    if metric is None:
        for key in ("数值", "单位", THRESHOLDS):
            record.node(key)  # without the metric nothing can be said of its values
        return RequirementClause(**shared, otherwise=otherwise)
    if metric.kind in {"text", "set"}:
        record.error("指标", f"“{metric.zh}”是文字，没有数值门槛", "改在“须满足”里写“属于”。")
    general = record.amount("数值", metric)
    thresholds = () if general is None else (Threshold(value=general),)
    return RequirementClause(
        **shared,
        metric=metric.name,
        op=op,
        thresholds=thresholds + _thresholds(record, metric, findings),
        otherwise=otherwise,
    )


def _thresholds(record: Record, metric: Metric, findings: Findings) -> tuple[Threshold, ...]:
    node = record.node(THRESHOLDS)
    if node is None:
        return ()
    if not isinstance(node, ListNode):
        record.error(THRESHOLDS, "“门槛”下面应是列表", "每一行以“- 适用行业: …”开头。")
        return ()
    found = []
    for item in node.items:
        if isinstance(item, MapNode):
            found.append(_threshold(Record(item, findings, "门槛"), metric))
        else:
            findings.error(item.place, "门槛应是一组“项: 值”", "写“适用行业”“数值”等项。")
    return tuple(found)


def _threshold(record: Record, metric: Metric) -> Threshold:
    value = record.amount("数值", metric)
    if value is None and record.node("数值") is None:
        record.error("数值", "门槛没有写“数值”", "补上数和单位。")
    threshold = Threshold(
        value=value or 0.0,
        industries=record.codes("适用行业"),
        zone_tiers=record.words("开发区级别", words.TIERS),
        land_grades=record.words("地块等级"),
        when=record.scope_condition("适用条件"),
    )
    record.close(dict.fromkeys(THRESHOLD_KEYS))
    return threshold


def _spatial(record: Record, shared: _Shared, findings: Findings) -> SpatialClause | None:
    relation = record.required_choice("关系", words.RELATIONS)
    layers = record.words("图层")
    distance = None
    if relation is Relation.DISTANCE_GE:
        distance = record.amount("距离", METRE)
        if distance is None and record.node("距离") is None:
            record.error("距离", "没有写“距离”", "写成“300 m”这样的形式。")
    if not layers:
        record.error("图层", "空间条款没有写“图层”", f"如：{'、'.join(words.LAYERS)}。")
    otherwise = record.choice("不满足则", words.CONSEQUENCES, default=Verdict.PROHIBITED)
    if relation is None:
        record.node("距离")
        return None
    return SpatialClause(
        **shared,
        relation=relation,
        layers=tuple(words.LAYERS.get(layer, layer) for layer in layers),
        distance_m=distance,
        otherwise=otherwise,
    )


def _procedure(record: Record, shared: _Shared, _: Findings) -> ProcedureClause:
    return ProcedureClause(
        **shared,
        approval=record.text("须办理", required=True),
        authority=record.text("主管部门"),
        time_limit=record.text("时限"),
    )


def _exception(record: Record, shared: _Shared, _: Findings) -> ExceptionClause:
    lifts = record.words("豁免")
    if not lifts:
        record.error("豁免", "例外条款没有写“豁免”哪些条款", "写条款编号，如 C05 或 dz-city/C05。")
    return ExceptionClause(**shared, lifts=lifts)


_READERS = {
    "清单": _list_clause,
    "要求": _requirement,
    "空间": _spatial,
    "程序": _procedure,
    "例外": _exception,
}
