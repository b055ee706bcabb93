import re

import geopandas as gpd
import pytest
import shapely

from dzmap.core.verdicts import ClauseState, Verdict
from dzmap.reports.verdict_drawings import (
    BAR_MM,
    bar_svg,
    figure_drawing,
    mark_drawings,
    state_mark,
    verdict_mark,
)
from dzmap.services import symbology
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass
from dzmap.services.verdict_sheet import Limit, SheetFigure

PLOT = shapely.box(116.74, 36.74, 116.742, 36.742)


def layer(name: str, kind: str, place: shapely.Geometry) -> MapLayer:
    return MapLayer(
        id=name,
        title=name,
        group="企业与项目",
        kind=kind,
        features=gpd.GeoDataFrame({"name": [name]}, geometry=[place], crs=4490),
        classes=(SymbolClass(value="", label=name, symbol=symbology.applicant_plot()),),
        label=symbology.APPLICANT_LABEL,
    )


def model(*layers: MapLayer) -> MapModel:
    return MapModel(layers=layers, extent=(116.72, 36.73, 116.76, 36.75))


def test_that_all_marks_differ_in_shape() -> None:
    marks = mark_drawings()
    assert set(marks) == {*map(verdict_mark, Verdict), *map(state_mark, ClauseState)}
    for names in ([verdict_mark(one) for one in Verdict], [state_mark(one) for one in ClauseState]):
        shapes = {re.sub(r"#[0-9A-Fa-f]{6}", "", marks[name]) for name in names}
        assert len(shapes) == len(names)
    assert not any("currentColor" in mark for mark in marks.values())


def test_that_a_failing_value_is_a_diamond_with_a_hatched_gap() -> None:
    fails = bar_svg(Limit(op=">=", threshold=300, measured=265))
    holds = bar_svg(Limit(op=">=", threshold=300, measured=330))
    assert "<circle" not in fails
    assert "<circle" in holds
    assert fails.count("<path") == holds.count("<path") + 2  # the hatch, and the diamond
    tick = BAR_MM[0] / 2
    assert f'd="M{tick} ' in fails


def test_that_an_open_value_shows_the_threshold_only() -> None:
    svg = bar_svg(Limit(op="<=", threshold=7, measured=None))
    assert "stroke-dasharray" in svg
    assert "<circle" not in svg


@pytest.mark.parametrize("measured", [-50.0, 10_000.0])
def test_that_a_value_far_out_stays_on_the_bar(measured: float) -> None:
    svg = bar_svg(Limit(op=">=", threshold=300, measured=measured))
    starts = [float(x) for x in re.findall(r'd="M(-?[\d.]+) ', svg)]
    assert all(0 <= x <= BAR_MM[0] for x in starts)


def test_that_the_figure_has_its_furniture_and_legend() -> None:
    place, way = (
        layer("place", "polygon", PLOT),
        shapely.LineString([(116.742, 36.74), (116.75, 36.735)]),
    )
    drawn = figure_drawing(SheetFigure(map=model(place, layer("ways", "line", way))), "f1")
    assert set(drawn.drawings) == {"f1-map"}
    assert drawn.values["overview"] is None
    assert {one["label"] for one in drawn.values["legend"]} == {"place", "ways"}
    assert set(drawn.values["spots"]) == {"north", "scale"}
    assert re.fullmatch(r"1:[\d ]+", drawn.values["scale"])
    assert ">place</text>" in drawn.drawings["f1-map"]


def test_that_a_part_of_a_whole_gets_an_overview() -> None:
    figure = SheetFigure(map=model(layer("place", "polygon", PLOT)), overview=model())
    drawn = figure_drawing(figure, "f2")
    assert set(drawn.drawings) == {"f2-map", "f2-overview"}
    assert "overview" in drawn.values["spots"]
