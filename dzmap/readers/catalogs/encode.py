"""From the model to entries: the inverse of ``decode``, shared by YAML and Excel."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from dzmap.core.catalogs import (
    TRUE,
    AnyClause,
    Catalog,
    Condition,
    ExceptionClause,
    ListClause,
    ProcedureClause,
    RequirementClause,
    Scope,
    SpatialClause,
    Threshold,
)
from dzmap.core.layer_kinds import layer_zh
from dzmap.core.metrics import METRICS, Metric
from dzmap.readers.catalogs import words
from dzmap.readers.catalogs.amounts import METRE, format_amount
from dzmap.readers.catalogs.codes import code_text
from dzmap.readers.catalogs.decode import CLAUSES, THRESHOLDS
from dzmap.readers.catalogs.entries import Amount, Entries, without_blanks
from dzmap.readers.catalogs.example_cases import EXAMPLES, example_entries


def catalog_entries(catalog: Catalog) -> Entries:
    """The catalog with its clauses under 条款 and its examples under 示例用例."""
    entries: Entries = {
        "编号": catalog.id,
        "名称": catalog.title,
        "版本": catalog.version,
        "发布单位": catalog.issuer,
        "文号": catalog.number,
        "层级": words.word_of(words.LEVELS, catalog.level),
        "管辖": list(catalog.scope_ids),
        "园区类型": _words(words.PARK_KINDS, catalog.park_kinds),
        "上级": catalog.parent,
        "未列入行业": words.word_of(words.DEFAULTS, catalog.default),
        "施行起": catalog.effective_from,
        **_optional("施行止", catalog.effective_to),
        **({} if catalog.published else {"已发布": False}),
        **_sample(sample=catalog.sample),
        CLAUSES: [clause_entries(clause) for clause in catalog.clauses],
        EXAMPLES: [example_entries(case) for case in catalog.examples],
    }
    return without_blanks(entries)


def clause_entries(clause: AnyClause) -> Entries:
    """One clause; thresholds beyond the general one stand under 门槛."""
    own = _OWN[type(clause)]
    entries: Entries = {
        "编号": clause.id,
        "条款号": clause.number,
        "类型": words.kind_word(clause),
        **_scope_entries(clause.scope),
        **own(clause),
        "内容": clause.text,
        "依据文件": clause.citation.document,
        "依据文号": clause.citation.number,
        "页码": clause.citation.page,
        **_optional("施行起", clause.effective_from),
        **_optional("施行止", clause.effective_to),
        "替换": list(clause.replaces),
        **_sample(sample=clause.sample),
        "备注": clause.note,
    }
    return without_blanks(entries)


def _scope_entries(scope: Scope) -> Entries:
    return {
        "适用行业": _codes(scope.industries),
        "除外行业": _codes(scope.except_industries),
        "建设性质": list(scope.actions),
        "开发区级别": list(scope.zone_tiers),
        "园区类型": _words(words.PARK_KINDS, scope.park_kinds),
        "申请主体": list(scope.applicant_classes),
        "适用产品": list(scope.products),
        "适用工艺": list(scope.processes),
        "引用名录": list(scope.lists),
        **_narrowing(scope.when),
    }


def _list(clause: ListClause) -> Entries:
    return {"结论": clause.outcome.value}


def _requirement(clause: RequirementClause) -> Entries:
    consequence: Entries = {"不满足则": words.word_of(words.CONSEQUENCES, clause.otherwise)}
    if clause.condition is not None:
        return {"须满足": clause.condition, **consequence}
    if not clause.metric:
        return consequence
    metric = METRICS[clause.metric]
    general, rest = _split_general(clause.thresholds)
    return {
        "指标": metric.zh,
        "比较": words.word_of(words.OPERATORS, clause.op),
        **({} if general is None else {"数值": _amount(general.value, metric)}),
        THRESHOLDS: [_threshold_entries(threshold, metric) for threshold in rest],
        **consequence,
    }


def _split_general(
    thresholds: tuple[Threshold, ...],
) -> tuple[Threshold | None, tuple[Threshold, ...]]:
    """The first threshold if it holds for everyone (written in the clause itself), and the rest."""
    if thresholds and thresholds[0] == Threshold(value=thresholds[0].value):
        return thresholds[0], thresholds[1:]
    return None, thresholds


def _threshold_entries(threshold: Threshold, metric: Metric) -> Entries:
    return without_blanks(
        {
            "适用行业": _codes(threshold.industries),
            "开发区级别": list(threshold.zone_tiers),
            "地块等级": list(threshold.land_grades),
            **_narrowing(threshold.when),
            "数值": _amount(threshold.value, metric),
        }
    )


def _spatial(clause: SpatialClause) -> Entries:
    distance = clause.distance_m
    return {
        "关系": words.word_of(words.RELATIONS, clause.relation),
        "图层": [layer_zh(layer) for layer in clause.layers],
        **({} if distance is None else {"距离": _amount(distance, METRE)}),
        "不满足则": words.word_of(words.CONSEQUENCES, clause.otherwise),
    }


def _procedure(clause: ProcedureClause) -> Entries:
    return {
        "须办理": clause.approval,
        "主管部门": clause.authority,
        "时限": clause.time_limit,
    }


def _exception(clause: ExceptionClause) -> Entries:
    return {"豁免": list(clause.lifts)}


_OWN: dict[type, Callable[..., Entries]] = {
    ListClause: _list,
    RequirementClause: _requirement,
    SpatialClause: _spatial,
    ProcedureClause: _procedure,
    ExceptionClause: _exception,
}


def _amount(value: float, metric: Metric) -> Amount:
    return Amount(*format_amount(value, metric))


def _codes(codes: Iterable[str]) -> list[str]:
    return [code_text(code) for code in codes]


def _words(table: Mapping[str, str], values: Iterable[str]) -> list[str]:
    return [words.word_of(table, value) for value in values]


def _narrowing(when: Condition) -> Entries:
    return {} if when == TRUE else {"适用条件": when}


def _optional(key: str, day: date | None) -> Entries:
    return {} if day is None else {key: day}


def _sample(*, sample: bool) -> Entries:
    return {"示例": True} if sample else {}
