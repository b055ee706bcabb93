"""Trying a catalog before it is published on one enterprise."""

from datetime import date

import pandas as pd

from dzmap.core.catalogs import Catalog
from dzmap.core.industries import IndustryTree
from dzmap.core.verdicts import Explanation
from dzmap.services.catalog_impact import in_force
from dzmap.services.screening import Project, ScreeningRequest, run_screening


class Tryout:
    """A project in which a catalog is in force in the place of all its other versions.

    Args:
        project: The open project.
        catalog: The version that is tried; whether it is published does not matter.
        day: The day on which it is tried; it counts then whatever its own dates are.
    """

    def __init__(self, project: Project, catalog: Catalog, day: date) -> None:
        self._project = project
        self._catalogs = (
            *(one for one in project.catalogs() if one.id != catalog.id),
            *in_force([catalog], day),
        )

    def table(self, name: str) -> pd.DataFrame:
        """The project's rows."""
        return self._project.table(name)

    def catalogs(self) -> tuple[Catalog, ...]:
        """The project's catalogs with the tried one in its place."""
        return self._catalogs


def try_applicant(
    project: Project,
    catalog: Catalog,
    request: ScreeningRequest,
    *,
    industries: IndustryTree | None = None,
) -> Explanation:
    """The evidence for one applicant, the only row of the request's frame, under a tried catalog."""
    run = run_screening(Tryout(project, catalog, request.as_of), request, industries=industries)
    return run.explain(0)
