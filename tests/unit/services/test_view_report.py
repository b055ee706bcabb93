from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest
import shapely

from dzmap.core.layer_style import LayerStyle, LayerTree, Look, Rendering
from dzmap.services.map_model import MapModel
from dzmap.services.overlay import overlay_model
from dzmap.services.report_model import Report
from dzmap.services.reporting import build_report
from dzmap.services.styling import styled
from dzmap.services.thematic import with_verdicts
from dzmap.services.view_report import (
    SheetOptions,
    unplaced_on,
    unplaced_rows,
    usable_extent,
    view_report,
    with_options,
)
from tests.helpers.report_projects import made_up_run, sample_project

PROJECT = sample_project()
OPTIONS = SheetOptions(title="齐河图", number="QH-1", organisation="示例局", remarks=("补一句。",))


@pytest.fixture(scope="module")
def model() -> MapModel:
    return overlay_model(PROJECT)


def shown(model: MapModel, *names: str) -> MapModel:
    """The model with only these layers switched on beside the base."""
    layers = tuple(
        replace(layer, visible=layer.id in names) if layer.group != "底图" else layer
        for layer in model.layers
    )
    return replace(model, layers=layers)


def report_of(model: MapModel) -> Report:
    return view_report(PROJECT, map=model, year=2021, compiled=date(2022, 1, 5))


def test_that_the_sheet_shows_what_is_switched_on(model: MapModel) -> None:
    (sheet,) = report_of(shown(model, "parks_sub", "enterprises")).sheets
    business = [layer.id for layer in sheet.map.layers if layer.group != "底图"]
    assert business == ["parks_sub", "enterprises"]


def test_that_the_user_s_order_of_layers_is_kept(model: MapModel) -> None:
    turned = replace(model, layers=tuple(reversed(model.layers)))
    (sheet,) = report_of(turned).sheets
    order = [layer.id for layer in turned.layers]
    assert [layer.id for layer in sheet.map.layers] == [
        name for name in order if name in {layer.id for layer in sheet.map.layers}
    ]


def test_that_the_sheet_says_of_when_and_how_true_it_is(model: MapModel) -> None:
    report = report_of(model)
    assert (report.date, report.data_date) == ("2022-01-05", "2021-12-31")
    assert report.sample
    assert report.schematic


def test_that_the_title_follows_the_theme(model: MapModel) -> None:
    run = made_up_run(PROJECT)
    assert report_of(model).title == "德州市产业空间叠加图"
    assert report_of(with_verdicts(model, run.result)).title == "德州市准入审查结论图"


def test_that_the_sizes_of_a_legend_are_not_counted_as_classes(model: MapModel) -> None:
    look = Look(rendering=Rendering.PROPORTIONAL, column="enterprise_years.revenue_wan_yuan")
    styled_model = styled(model, PROJECT, [LayerStyle(id="enterprises", look=look)], LayerTree())
    (sheet,) = report_of(shown(styled_model, "enterprises")).sheets
    (table,) = sheet.side_tables
    placed = int(PROJECT.table("enterprises").geometry.notna().sum())
    assert table.frame.to_numpy().tolist() == [["规上企业", "", placed]]


def test_that_the_counts_beside_the_map_are_those_of_the_layers(model: MapModel) -> None:
    (sheet,) = report_of(shown(model, "enterprises", "parks_sub")).sheets
    (table,) = sheet.side_tables
    counts = table.frame.groupby("layer")["count"].sum()
    assert counts["齐河区中园"] == 9
    placed = PROJECT.table("enterprises").geometry.notna().sum()
    assert counts["规上企业"] == placed


def test_that_only_unplaced_rows_of_visible_kinds_are_named(model: MapModel) -> None:
    every = unplaced_rows(PROJECT)
    assert every["规上企业"] > 0
    assert dict(unplaced_on(PROJECT, shown(model, "enterprises"))) == {
        "规上企业": every["规上企业"]
    }
    assert dict(unplaced_on(PROJECT, shown(model, "zones_national"))) == {}


def test_that_verdicts_count_the_unplaced_of_their_own_table(model: MapModel) -> None:
    judged = with_verdicts(model, made_up_run(PROJECT).result)
    assert dict(unplaced_on(PROJECT, judged)) == {"规上企业": unplaced_rows(PROJECT)["规上企业"]}


def test_that_verdicts_on_a_foreign_list_say_nothing_of_the_unplaced(model: MapModel) -> None:
    judged = with_verdicts(model, made_up_run(PROJECT).result)
    foreign = tuple(
        replace(layer, features=layer.features.assign(id="名单-" + layer.features["id"]))
        if layer.id == "verdicts"
        else layer
        for layer in judged.layers
    )
    assert dict(unplaced_on(PROJECT, replace(judged, layers=foreign))) == {}


def test_that_what_is_not_drawn_is_explained(model: MapModel) -> None:
    (sheet,) = report_of(shown(model, "enterprises")).sheets
    assert any(text.startswith("未落图：规上企业") for text in sheet.explanations)
    assert any(text.startswith("资料来源：") for text in sheet.explanations)


def test_that_sources_name_each_document_once(model: MapModel) -> None:
    for line in report_of(model).sources:
        parts = line.rstrip("。").split("：", 1)[1].split("；")
        assert len(parts) == len(set(parts))
        assert len(parts) <= 6


def test_that_a_layer_without_features_stays_out_of_the_report(model: MapModel) -> None:
    empty = gpd.GeoDataFrame({"id": [], "name": []}, geometry=[], crs="EPSG:4490")
    layers = tuple(
        replace(layer, features=empty) if layer.id == "parks_sub" else layer
        for layer in shown(model, "parks_sub").layers
    )
    (sheet,) = report_of(replace(model, layers=layers)).sheets
    assert sheet.side_tables == ()


def test_that_options_reach_the_sheet_and_the_report(model: MapModel) -> None:
    options = replace(OPTIONS, scale=200_000, grid=False, locator=False)
    report = with_options(report_of(model), options)
    (sheet,) = report.sheets
    assert report.title == sheet.title == "齐河图"
    assert report.organisation == "示例局"
    assert (sheet.number, sheet.scale, sheet.grid, sheet.locator) == ("QH-1", 200_000, False, False)
    assert sheet.explanations[-1] == "补一句。"


def test_that_a_report_with_pages_keeps_its_own_name(model: MapModel) -> None:
    report = build_report(PROJECT, run=None, summaries=(), map=model, year=2021)
    changed = with_options(report, OPTIONS)
    assert changed.title == report.title
    assert changed.sheets[0].title == "齐河图"


def test_that_options_can_be_set_again_and_again(model: MapModel) -> None:
    report = report_of(model)
    assert with_options(report, OPTIONS) is not report
    assert report.sheets[0].explanations == report_of(model).sheets[0].explanations


@pytest.mark.parametrize(
    ("view", "kept"),
    [
        ((116.5, 36.6, 116.9, 36.9), (116.5, 36.6, 116.9, 36.9)),
        ((-180.0, -85.0, 180.0, 85.0), None),
        ((10.0, 10.0, 11.0, 11.0), None),
    ],
)
def test_that_a_view_is_kept_to_the_surroundings(
    model: MapModel,
    view: tuple[float, float, float, float],
    kept: tuple[float, float, float, float] | None,
) -> None:
    extent = usable_extent(view, model)
    if kept is not None:
        assert extent == kept
    city = shapely.box(*model.extent)
    assert shapely.box(*extent).intersects(city)
    assert shapely.box(*extent).area <= 9.01 * city.area


def test_that_without_a_view_the_whole_city_is_shown(model: MapModel) -> None:
    assert usable_extent(None, model) == model.extent
