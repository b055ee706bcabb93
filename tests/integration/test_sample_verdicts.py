"""The sample catalogs on the sample's applicants: every verdict occurs, and 2021 knows no later law."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
import pytest

from dzmap.core.catalogs import Catalog
from dzmap.core.verdicts import Verdict
from dzmap.readers.reference import BundledReference
from dzmap.services.sampling import build_sample
from dzmap.services.screening import ScreeningRequest, ScreeningRun, run_screening

REFERENCE = BundledReference()


@dataclass(frozen=True)
class _Project:
    tables: dict[str, pd.DataFrame]

    def table(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def catalogs(self) -> tuple[Catalog, ...]:
        return REFERENCE.sample_catalogs()


@pytest.fixture(scope="module")
def project() -> _Project:
    return _Project(build_sample(REFERENCE, upgrades=0))


def _run(project: _Project, source: str, day: date) -> ScreeningRun:
    return run_screening(project, ScreeningRequest(year=2021, as_of=day, source=source))


@pytest.mark.parametrize(("source", "least"), [("enterprises", 20), ("projects", 5)])
def test_that_the_sample_shows_every_verdict(project: _Project, source: str, least: int) -> None:
    counts = _run(project, source, date(2021, 12, 31)).result.counts()
    assert all(counts[verdict] >= least for verdict in Verdict), counts


def test_that_20_to_42_clauses_are_in_force_in_each_zone(project: _Project) -> None:
    run = _run(project, "projects", date(2021, 12, 31))
    clauses = {
        rules.target.id: sum(rule.clause is not None for rule in rules.rules)
        for rules in run.screener.rulebook.rule_sets
        if rules.target.kind == "zone"
    }
    assert len(clauses) == 12
    assert all(20 <= count <= 42 for count in clauses.values()), clauses


def test_that_the_law_of_2023_counts_from_its_first_day_only(project: _Project) -> None:
    def cited(day: date) -> bool:
        return "dz-city/C23" in _run(project, "projects", day).result.clause_ids

    assert not cited(date(2023, 3, 31))
    assert cited(date(2023, 4, 1))
