import math
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from dzmap.core.summary import summarise
from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.core.verdicts import ScreeningResult, Verdict
from dzmap.services.figures import divisible, figure_of
from dzmap.services.layer_order import BASE, POINTS
from dzmap.services.map_model import MapLayer, MapModel, SymbolClass
from dzmap.services.thematic import classify, with_choropleth, with_verdicts


def features(*geometries: object) -> gpd.GeoDataFrame:
    ids = [f"f{index}" for index in range(len(geometries))]
    return gpd.GeoDataFrame({"id": ids, "name": ids}, geometry=list(geometries), crs="EPSG:4490")


def layer(name: str, frame: gpd.GeoDataFrame) -> MapLayer:
    symbol = SymbolClass(value="", label=name, symbol=Symbol())
    group = BASE if name == "counties" else POINTS
    return MapLayer(
        id=name, title=name, group=group, kind="polygon", features=frame, classes=(symbol,)
    )


def model() -> MapModel:
    shapes = features(box(116, 37, 117, 38))
    names = ("counties", "enterprises", "projects", "upgrades")
    layers = tuple(layer(name, shapes) for name in names)
    return MapModel(layers=layers, extent=(116, 37, 117, 38))


def result(verdicts: list[Verdict], applicants: list[int]) -> ScreeningResult:
    rows = len(verdicts)
    counts = np.zeros(rows, dtype=np.int16)
    return ScreeningResult(
        as_of=date(2021, 12, 31),
        applicants=features(Point(116.2, 37.2), box(116.4, 37.4, 116.6, 37.6), None),
        targets=(),
        clause_ids=(),
        applicant=np.array(applicants, dtype=np.int32),
        target=np.full(rows, -1, dtype=np.int16),
        verdict=np.array(verdicts, dtype=np.int8),
        checked_verdict=np.array(verdicts, dtype=np.int8),
        decisive=np.full(rows, -1, dtype=np.int32),
        violated=counts,
        procedures=counts,
        unknown=counts,
    )


def test_that_each_placed_applicant_gets_the_mark_of_its_verdict() -> None:
    verdicts = [Verdict.PROHIBITED, Verdict.ADMITTED, Verdict.INSUFFICIENT]
    shown = with_verdicts(model(), result(verdicts, [0, 1, 2]))
    marks = shown.layers[-1]
    assert marks.id == "verdicts"
    assert list(marks.features["class"]) == ["prohibited", "admitted"]
    assert set(marks.features.geometry.geom_type) == {"Point"}
    assert marks.classes[0].value == "insufficient"  # lies under what is decided
    assert [item.count for item in marks.classes] == [0, 0, 1, 0, 0, 1]
    assert marks.classes[5].symbol.mark is Mark.PROHIBITED


def test_that_an_applicant_with_several_targets_shows_its_best_one() -> None:
    verdicts = [Verdict.PROHIBITED, Verdict.CONDITIONAL]
    shown = with_verdicts(model(), result(verdicts, [0, 0]))
    assert list(shown.layers[-1].features["class"]) == ["conditional"]


def test_that_verdicts_replace_the_plain_points() -> None:
    shown = with_verdicts(model(), result([Verdict.ADMITTED], [0]))
    assert [item.id for item in shown.layers if item.visible] == ["counties", "verdicts"]


def test_that_natural_breaks_colour_every_reported_group_and_hatch_the_rest() -> None:
    numbers = pd.Series([1.0, 2.0, 50.0, 52.0, 100.0, math.nan])
    classes, labels = classify(numbers, figure_of("completed_wan_yuan"), k=3)
    assert labels == ["0", "0", "1", "1", "2", "none"]
    assert [item.count for item in classes] == [1, 2, 2, 1]
    assert classes[0].label == "52.00–100.00"
    assert classes[-1].label == "无数据"
    assert classes[-1].symbol.hatch is Hatch.DIAGONAL


@pytest.mark.parametrize("numbers", [[3.0, 3.0], [math.nan, math.nan]])
def test_that_a_map_without_differences_still_has_a_legend(numbers: list[float]) -> None:
    classes, labels = classify(pd.Series(numbers), figure_of("completed_wan_yuan"))
    assert sum(item.count for item in classes) == 2
    assert {item.value for item in classes} == set(labels)


class Tables:
    def table(self, name: str) -> pd.DataFrame:
        assert name == "counties"
        return pd.DataFrame(features(box(116, 37, 116.5, 38), box(116.5, 37, 117, 38)))


def test_that_the_choropleth_lies_above_the_counties_and_hides_the_overlay() -> None:
    groups = pd.DataFrame({"id": ["f0", "f1"], "name": ["甲", "乙"], "area_mu": [1000.0, 50.0]})
    projects = pd.DataFrame(
        {
            "group": ["f0", "f1"],
            "placed": True,
            "planned_wan_yuan": [20.0, 20.0],
            "completed_wan_yuan": [10.0, 10.0],
            "previous_completed_wan_yuan": math.nan,
        }
    )
    enterprises = pd.DataFrame(
        {"group": [None], "placed": [False], "revenue_wan_yuan": [1.0], "tax_wan_yuan": [1.0]}
    )
    summary = summarise(
        by="county", year=2021, groups=groups, projects=projects, enterprises=enterprises
    )
    figure = figure_of("completed_wan_yuan", "mu")
    shown = with_choropleth(model(), Tables(), summary, figure)
    assert [item.id for item in shown.layers][:2] == ["counties", "choropleth"]
    assert not any(item.visible for item in shown.layers[2:])
    coloured = shown.layers[1].features.set_index("id")["class"]
    assert coloured["f0"] == "0"
    assert coloured["f1"] == "none"  # 50 亩 is too small a base


def test_that_only_money_is_divided() -> None:
    assert figure_of("rate", "mu") == figure_of("rate")
    assert not divisible("enterprises")
    assert figure_of("completed_wan_yuan", "ha").unit == "万元/公顷"
