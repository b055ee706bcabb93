"""One run in the background: verdicts, the rows of the table, and the map, in one go."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from dzmap.core.quantities import is_missing
from dzmap.core.verdicts import Override, Verdict
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening
from dzmap.ui.i18n import tr
from dzmap.ui.screening.basis import LayerBasis, catalog_basis
from dzmap.ui.screening.result_rows import result_rows

if TYPE_CHECKING:
    from dzmap.services.map_model import MapModel
    from dzmap.services.ports import ReferenceData
    from dzmap.services.session import Session

VERDICTS = "verdicts"
"""The id of the map layer, and the name under which the selection knows its applicants."""
USED = frozenset(
    {
        "enterprises",
        "enterprise_years",
        "projects",
        "zones",
        "parks",
        "counties",
        "control_layers",
        "control_areas",
        "catalogs",
    }
)
"""The tables that a verdict may depend on."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """A finished run as the page shows it."""

    run: ScreeningRun
    rows: pd.DataFrame
    model: "MapModel"
    catalogs: int
    seconds: float

    @property
    def as_of(self) -> date:
        """The day of judgement."""
        return self.run.request.as_of

    @property
    def source(self) -> str:
        """The table that the applicants are rows of; "" for a list from a file."""
        source = self.run.request.source
        return source if isinstance(source, str) else ""

    @property
    def headline(self) -> str:
        """“审查完成：126 个，禁止 11，资料不足 29”."""
        counts = self.run.result.counts()
        return tr("审查完成：{count} 个，禁止 {forbidden}，资料不足 {unknown}").format(
            count=f"{len(self.run.result):,}",
            forbidden=f"{counts[Verdict.PROHIBITED]:,}",
            unknown=f"{counts[Verdict.INSUFFICIENT]:,}",
        )


def screen(
    session: "Session", request: ScreeningRequest, reference: "ReferenceData", progress: Progress
) -> Outcome:
    """Run and prepare everything that the page shows; called in a worker thread."""
    from dzmap.services.industries import industry_tree

    started = time.perf_counter()
    run = run_screening(session, request, progress, industries=industry_tree(reference))
    return shown(session, run, reference, progress, started=started)


def shown(
    session: "Session",
    run: ScreeningRun,
    reference: "ReferenceData",
    progress: Progress,
    *,
    started: float,
) -> Outcome:
    """A finished run with its rows and its map; ``started`` is when it began (perf_counter)."""
    from dzmap.services.styling import chosen_map
    from dzmap.services.thematic import with_verdicts

    table = reference.industries()
    names = dict(zip(table["code"].astype(str), table["name"].astype(str), strict=True))
    rows = result_rows(run, names, _short_names(session))
    seconds = time.perf_counter() - started
    progress.step(tr("画图"))
    return Outcome(
        run=run,
        rows=rows,
        model=verdict_map(with_verdicts(chosen_map(session, complete=True), run.result)),
        catalogs=len(catalog_basis(run.grounds.catalogs(), run.request.as_of).in_force),
        seconds=seconds,
    )


def reviewed_map(
    session: "Session", run: ScreeningRun, overrides: Mapping[int, Override]
) -> "MapModel":
    """The map with the verdicts that officials gave."""
    from dzmap.services.styling import chosen_map
    from dzmap.services.thematic import with_verdicts

    verdicts = run.result.verdict.copy()
    for row, override in overrides.items():
        verdicts[row] = override.verdict
    reviewed = replace(run.result, verdict=verdicts)
    return verdict_map(with_verdicts(chosen_map(session, complete=True), reviewed))


def verdict_map(model: "MapModel") -> "MapModel":
    """The map with verdict marks that take part in the selection of the window."""
    layers = tuple(
        replace(layer, table=VERDICTS) if layer.id == VERDICTS else layer for layer in model.layers
    )
    return replace(model, layers=layers)


def uncovered_rows(outcome: Outcome, layer: LayerBasis) -> int:
    """How many rows are 资料不足 because a layer does not reach their place."""
    unknown = outcome.rows["verdict"] == Verdict.INSUFFICIENT
    named = outcome.rows["gap"].str.contains(layer.name, regex=False)
    return int((unknown & named).sum())


def _short_names(session: "Session") -> dict[str, str]:
    zones = session.table("zones")
    if "short_name" not in zones:
        return {}
    pairs = zip(zones["id"], zones["short_name"], strict=True)
    return {str(zone): str(name) for zone, name in pairs if not is_missing(name)}
