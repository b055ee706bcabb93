"""The plan use case: the targets of a project against its figures."""

import pandas as pd

from dzmap.core.frames import one_row_per_year
from dzmap.core.plan import PlanTables, plan_progress
from dzmap.services.ports import Tables


def plan_progress_of(tables: Tables, *, year: int) -> pd.DataFrame:
    """``core.plan.plan_progress`` on the tables of a project."""
    return plan_progress(
        tables.table("plan_targets"),
        PlanTables(
            enterprises=tables.table("enterprises"),
            enterprise_years=one_row_per_year(tables.table("enterprise_years"), "enterprise_id"),
            projects=tables.table("projects"),
            project_years=one_row_per_year(tables.table("project_years"), "project_id"),
            parks=tables.table("parks"),
        ),
        year=year,
    )


def place_names(tables: Tables) -> dict[str, str]:
    """Names of counties, zones and parks by their ids."""
    names: dict[str, str] = {}
    for table in ("counties", "zones", "parks"):
        rows = tables.table(table)
        names |= dict(zip(rows["id"].astype("str"), rows["name"].astype("str"), strict=True))
    return names
