from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from dzmap.reports.frame import fit_frame, project
from dzmap.reports.ground import Ground
from dzmap.reports.label_wishes import label_wishes
from dzmap.reports.visible import in_frame, part_in_frame
from dzmap.services import symbology
from dzmap.services.map_model import SymbolClass
from tests.helpers.report_samples import (
    CRS,
    base_layers,
    city_model,
    layer,
    one_class,
    verdict_layer,
)


def test_that_a_layer_is_projected_once_for_all_its_sheets() -> None:
    ground, counties = Ground(), base_layers()[1]
    first = ground.plane(counties)
    again = ground.plane(replace(counties, title="同一个图层"))
    assert first is again
    assert shapely.equals(first, project(counties.features.geometry)).all()


def test_that_changed_features_are_not_taken_for_the_old_ones() -> None:
    ground, counties = Ground(), base_layers()[1]
    ground.plane(counties)
    fewer = replace(counties, features=counties.features.iloc[:3])
    assert len(ground.plane(fewer)) == 3


def test_that_the_union_of_the_counties_is_the_city() -> None:
    ground, counties = Ground(), base_layers()[1]
    area_km2 = ground.union(counties).area / 1e6
    assert 10_300 < area_km2 < 10_420


def test_that_classes_split_a_layer_without_a_rest() -> None:
    ground, verdicts = Ground(), verdict_layer(300)
    rows = [ground.rows(verdicts, item) for item in verdicts.classes]
    assert np.sum(rows, axis=0).tolist() == [1] * 300
    counties = base_layers()[1]
    assert ground.rows(counties, counties.classes[0]).all()


def test_that_only_what_may_be_seen_of_a_large_layer_is_kept() -> None:
    ground = Ground()
    model = replace(city_model(), layers=(*base_layers(), verdict_layer(5000)))
    frame = fit_frame((116.7, 36.7, 116.8, 36.8), 100, 100)
    part = part_in_frame(model, frame, ground)
    kept = part.layers[-1].features
    west, south, east, north = frame.window
    assert 0 < len(kept) < 5000
    assert (kept.geometry.x.between(west, east) & kept.geometry.y.between(south, north)).all()
    assert len(kept) == in_frame(model.layers[-1], frame, ground).sum()
    assert part.layers[1] is model.layers[1]


def test_that_features_without_a_place_are_in_no_frame() -> None:
    features = gpd.GeoDataFrame({"id": ["a"], "name": ["甲"]}, geometry=[None], crs=CRS)
    empty = layer("e", "point", features, one_class(symbology.enterprise("other"), "企业"))
    frame = fit_frame(city_model().extent, 236, 243)
    assert not in_frame(empty, frame, Ground()).any()


def test_that_areas_that_only_touch_the_frame_get_no_label() -> None:
    frame = fit_frame((116.7, 36.7, 116.8, 36.8), 100, 100)
    corner = shapely.box(frame.west - 5000, frame.south, frame.west, frame.north)
    bent = shapely.union(
        corner, shapely.box(frame.west, frame.south, frame.west + 2000, frame.south + 900)
    )
    places = gpd.GeoSeries([corner, bent], crs=4548).to_crs(CRS)
    features = gpd.GeoDataFrame({"id": ["a", "b"], "name": ["甲", "乙"]}, geometry=places, crs=CRS)
    areas = replace(
        layer(
            "z", "polygon", features, (SymbolClass(value="", label="", symbol=symbology.park()),)
        ),
        label=replace(symbology.COUNTY_LABEL, min_zoom=0),
    )
    wishes = label_wishes(areas, frame, Ground())
    assert [wish.text for wish in wishes if wish.spots] in (["乙"], ["甲", "乙"])
    assert all(wish.spots for wish in wishes)
