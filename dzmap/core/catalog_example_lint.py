"""Checks of the example cases of a catalog: what they say of who applies, and what they name."""

from collections.abc import Iterator

from dzmap.core.catalog_family_lint import DEFAULT, Family
from dzmap.core.catalog_findings import At, Finding, Subject
from dzmap.core.catalogs import Catalog, ExampleCase
from dzmap.core.industries import IndustryTree
from dzmap.core.metrics import METRICS, Metric
from dzmap.core.quantities import format_metric

INDUSTRY_FACTS = ("industry_code", "other_industry_codes")


def lint_examples(catalog: Catalog, family: Family, industries: IndustryTree) -> Iterator[Finding]:
    """What is wrong with the example cases of a catalog, before they are run."""
    seen: set[str] = set()
    own = {clause.id for clause in catalog.clauses}
    for case in catalog.examples:
        subject = Subject(catalog, example=case.name)
        if case.name in seen:
            yield subject.warning("有两个用例同名", "改其中一个的名称。", at=At("名称"))
        seen.add(case.name)
        for name, value in case.facts:
            yield from _lint_fact(subject, name, value, industries)
        if case.decisive and not _exists(case.decisive, own, family):
            yield subject.error(
                f"决定条款“{case.decisive}”找不到",
                "写本目录的条款编号，上级的写“目录编号/条款编号”。",
                value=case.decisive,
                at=At("决定条款"),
            )
        yield from _lint_day(subject, case)


def _lint_fact(
    subject: Subject, name: str, value: float | str, industries: IndustryTree
) -> Iterator[Finding]:
    at = At("对象")
    if name in INDUSTRY_FACTS:
        for code in str(value).split(";"):
            if code not in industries:
                yield subject.error(
                    industries.fault(code), industries.remedy(code), value=code, at=at
                )
        return
    metric = METRICS.get(name)
    if metric is None:
        yield subject.error(
            f"没有名为“{name}”的指标", "改为“填写说明”里列出的指标。", value=name, at=at
        )
    elif (fault := _fault(metric, value)) is not None:
        yield subject.error(*fault, value=str(value), at=at)


def _fault(metric: Metric, value: float | str) -> tuple[str, str] | None:
    """What is wrong with the value of a fact, and what to do; None if nothing is."""
    if metric.kind in {"number", "ratio"}:
        if isinstance(value, str):
            return f"“{metric.zh}”应是数，写的是“{value}”", "写数和单位。"
        if not metric.lowest <= value <= metric.highest:
            shown = format_metric(metric.name, value)
            return f"“{metric.zh}”不会是 {shown}，审查时按没有填报", "核对数值和单位。"
        return None
    known = not metric.choices or value in metric.choices
    if known:
        return None
    return f"“{metric.zh}”没有“{value}”这一类", f"可以写：{'、'.join(metric.choices)}。"


def _exists(reference: str, own: set[str], family: Family) -> bool:
    catalog_id, slash, name = reference.rpartition("/")
    if not slash:
        return name in own or name == DEFAULT
    owners = family.versions(catalog_id)
    if not owners and family.partial:
        return True
    return any(name == DEFAULT or name in {one.id for one in owner.clauses} for owner in owners)


def _lint_day(subject: Subject, case: ExampleCase) -> Iterator[Finding]:
    catalog, day = subject.catalog, case.as_of
    late = day is not None and catalog.effective_to is not None and day > catalog.effective_to
    if day is not None and (day < catalog.effective_from or late):
        yield subject.warning(
            f"判定日 {day} 不在目录的施行期间，这个用例核对不到本目录",
            "核对判定日和目录的施行起止。",
            value=str(day),
            at=At("判定日"),
        )
