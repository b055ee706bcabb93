"""Small catalogs for tests of the check."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dzmap.core.catalog_findings import Finding
from dzmap.core.catalogs import (
    AnyClause,
    Catalog,
    Default,
    Level,
    ListClause,
    Outcome,
    RequirementClause,
    Scope,
    Threshold,
)


def a_catalog(*clauses: AnyClause, catalog_id: str = "zone", **changes: object) -> Catalog:
    """A zone's catalog in force from 2021."""
    catalog = Catalog(
        id=catalog_id,
        title=f"目录{catalog_id}",
        issuer="",
        level=Level.ZONE,
        default=Default.NOT_FORBIDDEN,
        effective_from=date(2021, 1, 1),
        clauses=clauses,
    )
    return replace(catalog, **changes)  # type: ignore[arg-type]


def listed(outcome: Outcome, *codes: str, clause_id: str = "C01", **scope: object) -> ListClause:
    """A list clause on industry codes."""
    return ListClause(
        id=clause_id,
        outcome=outcome,
        scope=Scope(industries=codes, **scope),  # type: ignore[arg-type]
    )


def intensity(
    *thresholds: Threshold, clause_id: str = "C07", industries: tuple[str, ...] = ("C",)
) -> RequirementClause:
    """A requirement on 投资强度."""
    return RequirementClause(
        id=clause_id,
        number="第七条",
        metric="invest_intensity_wan_yuan_per_mu",
        thresholds=thresholds,
        scope=Scope(industries=industries),
    )


def the_only(findings: Sequence[Finding]) -> Finding:
    """The finding, if there is exactly one."""
    assert len(findings) == 1, [str(finding) for finding in findings]
    return findings[0]
