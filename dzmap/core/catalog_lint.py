"""Checks catalogs for what an author did not mean: wrong codes, contradictions, dead clauses."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from types import MappingProxyType

from dzmap.core.catalog_clause_lint import Known, lint_clause
from dzmap.core.catalog_example_lint import lint_examples
from dzmap.core.catalog_family_lint import Family, lint_family
from dzmap.core.catalog_findings import At, Finding, Subject
from dzmap.core.catalog_list_lint import lint_lists
from dzmap.core.catalogs import Catalog, Level
from dzmap.core.industries import IndustryTree
from dzmap.core.quantities import format_list

_LEVEL_ZH = MappingProxyType(
    {Level.COUNTY: "县（市、区）", Level.ZONE: "开发区", Level.PARK: "园区"}
)


def lint(
    catalogs: Sequence[Catalog],
    industries: IndustryTree,
    *,
    lists: Collection[str] | None = None,
) -> tuple[Finding, ...]:
    """Everything that looks wrong in a set of catalogs, catalog by catalog.

    Args:
        catalogs: All catalogs and versions that belong together: a child's parent too.
        industries: GB/T 4754-2017.
        lists: The names of the reference lists that there are; None leaves them unchecked.

    Returns:
        Errors and warnings, see ``catalog_findings.Finding``; ``value`` is the code, reference or
        number in question.
    """
    family = Family(catalogs)
    known = Known(industries=industries, lists=lists)
    return tuple(
        finding
        for position in range(len(catalogs))
        for finding in _lint_one(catalogs, position, family, known)
    )


def lint_catalog(
    catalogs: Sequence[Catalog],
    position: int,
    known: Known,
    *,
    partial: bool = False,
) -> tuple[Finding, ...]:
    """Like ``lint``, of the catalog at ``position`` only.

    With ``partial`` a parent that is not among ``catalogs`` may exist: a warning, no error.
    """
    return tuple(_lint_one(catalogs, position, Family(catalogs, partial=partial), known))


def _lint_one(
    catalogs: Sequence[Catalog], position: int, family: Family, known: Known
) -> Iterator[Finding]:
    catalog = catalogs[position]
    yield from _lint_head(Subject(catalog))
    yield from _lint_places(Subject(catalog), known)
    for clause in catalog.clauses:
        yield from lint_clause(catalog, clause, known)
    yield from lint_lists(catalog)
    yield from lint_examples(catalog, family, known.industries)
    yield from lint_family(catalogs, position, family)


def _lint_head(subject: Subject) -> Iterator[Finding]:
    catalog = subject.catalog
    if not catalog.title.strip():
        yield subject.error("目录没有名称", "写目录的全称。", at=At("名称"))
    if not catalog.clauses:
        yield subject.warning("没有一条条款", "补上条款；只有“未列入行业”的规定起作用。")
    if catalog.effective_to is not None and catalog.effective_to < catalog.effective_from:
        yield subject.error("施行止早于施行起，永远不生效", "核对日期。", at=At("施行止"))
    counted = Counter(clause.id for clause in catalog.clauses)
    for clause_id, count in counted.items():
        if count > 1:
            yield subject.error(
                f"有 {count} 条条款的编号都是“{clause_id}”",
                "编号在一个目录里不能重复。",
                value=clause_id,
                at=At("条款"),
            )


def _lint_places(subject: Subject, known: Known) -> Iterator[Finding]:
    """Places that a catalog means to govern and that are not there."""
    catalog = subject.catalog
    if known.places is None or catalog.level not in known.places:
        return
    places = known.places[catalog.level]
    absent = [one for one in catalog.scope_ids if one not in places]
    level = _LEVEL_ZH[catalog.level]
    for name in absent:
        meant = [(one, title) for one, title in places.items() if name and name in title]
        listed = format_list((f"{one}（{title}）" for one, title in meant or places.items()), 4)
        idle = "，这部目录哪里也管不到" if len(absent) == len(catalog.scope_ids) else ""
        yield subject.warning(
            f"项目里没有编号为“{name}”的{level}{idle}",
            f"管辖写{level}的编号：{listed}" if listed else f"先导入{level}",
            value=name,
            at=At("管辖"),
        )
