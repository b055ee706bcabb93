"""Overlay, summary and plan on the whole sample, as window, reports and command line use them."""

from collections.abc import Mapping

import pandas as pd
import pytest

from dzmap.core.layer_style import LayerTree
from dzmap.core.summary import BY
from dzmap.readers.reference import BundledReference
from dzmap.services.layer_order import BASE, CONTROLS, POINTS, ZONES, in_tree_order
from dzmap.services.overlay import overlay_model
from dzmap.services.planning import place_names, plan_progress_of
from dzmap.services.sampling import build_sample
from dzmap.services.summarising import industry_names, project_details, summarise_project


class Project:
    title = "示例"

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = tables

    def table(self, name: str) -> pd.DataFrame:
        return self._tables[name]


@pytest.fixture(scope="module")
def project() -> Project:
    return Project(build_sample(BundledReference()))


def test_that_every_overlay_of_the_mission_is_a_layer(project: Project) -> None:
    model = overlay_model(project)
    names = [layer.id for layer in model.layers]
    wanted = {"counties", "waters", "clusters", "parcels", "enterprises", "projects", "upgrades"}
    wanted |= {"zones_national", "zones_provincial", "parks_sub", "control_permanent_farmland"}
    assert wanted <= set(names)
    assert len(names) == len(set(names))
    assert model.layers == in_tree_order(model.layers, LayerTree())
    assert names.index("clusters") < names.index("zones_national") < names.index("parks_sub")
    assert {layer.group for layer in model.layers} == {POINTS, ZONES, CONTROLS, BASE}
    assert model.sample
    assert model.schematic


def test_that_layers_say_what_is_schematic_and_what_is_covered(project: Project) -> None:
    tags = {layer.id: layer.tags for layer in overlay_model(project).layers}
    assert "示意" in tags["zones_provincial"]
    assert "覆盖 9/11 县" in tags["control_permanent_farmland"]
    assert "覆盖 11/11 县" in tags["control_ecological_redline"]
    assert "示例" in tags["enterprises"]


def test_that_every_class_of_a_layer_is_in_its_legend(project: Project) -> None:
    for layer in overlay_model(project).layers:
        legend = {item.value for item in layer.classes}
        found = set(layer.features["class"]) if "class" in layer.features else {""}
        assert found <= legend, layer.id
        assert sum(item.count for item in layer.classes) == len(layer.features), layer.id


@pytest.mark.parametrize("by", list(BY))
@pytest.mark.parametrize("year", [2019, 2021])
def test_that_parts_equal_the_total_however_one_sums(project: Project, by: str, year: int) -> None:
    summary = summarise_project(project, by=by, year=year)
    assert summary.reconciles
    assert (
        summary.total["projects"].iloc[0] == (project.table("projects")["kind"] == "invest").sum()
    )
    assert summary.groups["projects"].sum() > 0


def test_that_each_figure_is_the_sum_of_its_projects(project: Project) -> None:
    summary = summarise_project(project, by="zone", year=2021)
    for row in pd.concat([summary.groups, summary.rest]).to_dict("records"):
        details = project_details(project, by="zone", group=str(row["id"]), year=2021)
        assert len(details) == row["projects"]
        added = details["completed_wan_yuan"].sum(min_count=1)
        assert added == pytest.approx(row["completed_wan_yuan"], nan_ok=True)


def test_that_a_year_nobody_reported_is_unknown(project: Project) -> None:
    summary = summarise_project(project, by="county", year=2022)
    assert summary.total["completed_wan_yuan"].isna().all()
    assert summary.groups["rate"].isna().all()


def test_that_industries_carry_their_names(project: Project) -> None:
    names = industry_names(BundledReference().industries())
    summary = summarise_project(project, by="industry", year=2021, industry_names=names)
    assert summary.groups["name"].str.contains("制造业").any()


def test_that_the_plan_of_the_city_is_measured(project: Project) -> None:
    progress = plan_progress_of(project, year=2021).set_index("id")
    assert progress.loc["CITY-REVENUE", "value"] == pytest.approx(3400, abs=200)
    assert progress.loc["CITY-UPGRADES-2021", "state"] == "done"
    assert progress.loc["CITY-CLUSTERS-400", "state"] == "unknown"
    assert progress.loc["QIHE-SUB-PARKS", "target"] == 141.6
    scopes = {scope for scope in progress["scope_id"] if scope}
    assert scopes <= place_names(project).keys()
