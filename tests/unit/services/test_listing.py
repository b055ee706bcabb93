import numpy as np
import pytest

from dzmap.services.listing import LISTED, listing, totals
from tests.helpers.report_projects import sample_project


@pytest.mark.parametrize("name", LISTED)
def test_that_every_listed_table_has_its_columns(name: str) -> None:
    shown = listing(sample_project(), name, year=2021)
    assert len(shown.frame) == len(sample_project().table(name))
    assert {column.name for column in shown.columns} <= set(shown.frame.columns)
    assert shown.columns[0].name == "name"


def test_that_ids_become_names() -> None:
    shown = listing(sample_project(), "enterprises", year=2021)
    assert "齐河县" in set(shown.frame["county"])
    assert shown.frame["county"].notna().all()


def test_that_figures_are_those_of_the_year() -> None:
    project = sample_project()
    years = project.table("enterprise_years")
    one = years[(years["year"] == 2020) & years["revenue_wan_yuan"].notna()].iloc[0]
    frame = listing(project, "enterprises", year=2020).frame.set_index("id")
    assert frame.loc[one["enterprise_id"], "revenue_wan_yuan"] == one["revenue_wan_yuan"]


def test_that_a_year_without_figures_is_not_reported_rather_than_zero() -> None:
    frame = listing(sample_project(), "enterprises", year=1999).frame
    assert frame["revenue_wan_yuan"].isna().all()


def test_that_totals_leave_out_what_is_missing() -> None:
    shown = listing(sample_project(), "enterprises", year=1999)
    sums = {column.name: value for column, value in totals(shown)}
    assert np.isnan(sums["revenue_wan_yuan"])


def test_that_headers_carry_units() -> None:
    shown = listing(sample_project(), "enterprises", year=2021)
    headers = {column.name: column.header for column in shown.columns}
    assert headers["tax_wan_yuan"] == "税收 万元"
    assert headers["land_mu"] == "用地 亩"
