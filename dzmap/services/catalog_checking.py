"""The check of catalogs before they are used: what is wrong with them, and do their cases come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dzmap.core.catalog_clause_lint import Known
from dzmap.core.catalog_examples import NOWHERE, CaseOutcome, World, run_examples
from dzmap.core.catalog_findings import Finding
from dzmap.core.catalog_lint import lint_catalog
from dzmap.core.catalogs import Catalog, Level
from dzmap.core.industries import IndustryTree
from dzmap.core.problems import Severity
from dzmap.core.quantities import is_missing
from dzmap.services.ports import CatalogReader
from dzmap.services.screening import Project, build_screener, control_layers, reference_lists


@dataclass(frozen=True, kw_only=True)
class CatalogCheck:
    """One catalog with what was found in it and what came of its example cases."""

    catalog: Catalog
    findings: tuple[Finding, ...] = ()
    outcomes: tuple[CaseOutcome, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What must be corrected before the catalog is used."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def failed(self) -> tuple[CaseOutcome, ...]:
        """The cases that do not come out as expected."""
        return tuple(one for one in self.outcomes if not one.passed)

    @property
    def passed(self) -> bool:
        """Whether nothing speaks against using the catalog."""
        return not self.errors and not self.failed


def check_file(
    reader: CatalogReader,
    path: Path,
    industries: IndustryTree,
    project: Project | None = None,
) -> tuple[CatalogCheck, ...]:
    """Check every catalog of a file; findings say where in the file they stand.

    Raises:
        BadInputError: the file cannot be understood; carries every problem.
    """
    opened = reader.open(path)
    return tuple(
        CatalogCheck(
            catalog=one.catalog,
            findings=tuple(map(opened.located, one.findings)),
            outcomes=one.outcomes,
        )
        for one in check_catalogs(opened.catalogs, industries, project)
    )


def check_catalogs(
    catalogs: Sequence[Catalog], industries: IndustryTree, project: Project | None = None
) -> tuple[CatalogCheck, ...]:
    """Check catalogs among each other and, if there is a project, among those that it has.

    Args:
        catalogs: What is checked; in the project they take the place of the same version.
        industries: GB/T 4754-2017.
        project: Its catalogs, places, control lines and reference lists count. Without one, what
            is not in ``catalogs`` itself is not known to be missing.
    """
    own = {(one.id, one.version) for one in catalogs}
    others = [] if project is None else project.catalogs()
    company = [*(one for one in others if (one.id, one.version) not in own), *catalogs]
    world = NOWHERE if project is None else world_of(project)
    known = Known(industries=industries)
    if project is not None:
        names = {one.name for one in world.lists}
        known = Known(industries=industries, lists=names, places=_places(project))
    first = len(company) - len(catalogs)
    return tuple(
        CatalogCheck(
            catalog=catalog,
            findings=lint_catalog(company, position, known, partial=project is None),
            outcomes=run_examples(catalog, company, world=world, industries=industries),
        )
        for position, catalog in enumerate(catalogs, first)
    )


def _places(project: Project) -> dict[Level, dict[str, str]]:
    """The names of a project's counties, zones and parks by level and id."""
    tables = {Level.COUNTY: "counties", Level.ZONE: "zones", Level.PARK: "parks"}
    named = {level: project.table(table)[["id", "name"]] for level, table in tables.items()}
    return {
        level: {str(one): "" if is_missing(name) else str(name) for one, name in rows.to_numpy()}
        for level, rows in named.items()
    }


def world_of(project: Project) -> World:
    """The places, control lines and reference lists of a project, for example cases."""
    screener = build_screener(project, date.max)
    return World(
        targets=screener.targets, layers=control_layers(project), lists=reference_lists(project)
    )
