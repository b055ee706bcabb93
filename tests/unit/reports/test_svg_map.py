from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.reports.frame import MapFrame, fit_frame, project
from dzmap.reports.ground import Ground
from dzmap.reports.svg_map import draw_map
from dzmap.reports.svg_marks import marks_svg
from dzmap.reports.svg_paths import hatch_path, polygons_path, shared_lines, within_frame
from dzmap.reports.svg_shapes import area_svg, line_svg
from dzmap.reports.visible import part_in_frame
from dzmap.services import symbology
from dzmap.services.map_model import Clusters, Heat, Label, MapModel
from tests.helpers.report_samples import (
    CRS,
    base_layers,
    city_model,
    layer,
    one_class,
    only,
    outlines,
    verdict_layer,
)

FRAME = MapFrame(west=480_000, south=4_070_000, scale=100_000, width_mm=100, height_mm=100)


def squares(*corners: tuple[float, float], side: float = 2000) -> np.ndarray:
    """Squares in metres from the lower left corner of ``FRAME``."""
    return np.array(
        [
            shapely.box(
                FRAME.west + x, FRAME.south + y, FRAME.west + x + side, FRAME.south + y + side
            )
            for x, y in corners
        ]
    )


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - written by the code under test


def drawn(model: object) -> str:
    return draw_map(model, fit_frame(model.extent, 236, 243)).svg  # type: ignore[attr-defined, arg-type]


def test_that_the_whole_city_becomes_one_sound_document() -> None:
    drawing = draw_map(city_model(300), fit_frame(city_model().extent, 236, 243))
    root = parsed(drawing.svg)
    assert root.attrib["width"] == "246.0mm"
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    for name in outlines("counties")["name"]:
        assert texts.count(name) == 1
    assert texts.count("黄河") == 1


def test_that_the_same_model_gives_the_same_drawing() -> None:
    assert drawn(city_model(50)) == drawn(city_model(50))


def test_that_paths_count_in_whole_hundredths_of_a_millimetre() -> None:
    path = polygons_path(squares((0, 0)), FRAME)
    assert path == "M2000 10000 2000 8000 0 8000 0 10000 2000 10000Z"


def test_that_holes_turn_against_their_ring() -> None:
    outer, inner = squares((1000, 1000), side=6000)[0], squares((3000, 3000))[0]
    path = polygons_path([outer.difference(inner)], FRAME)
    rings = [
        shapely.LinearRing(np.array(part.strip("Z").split(), dtype=float).reshape(-1, 2))
        for part in path.split("M")[1:]
    ]
    assert [ring.is_ccw for ring in rings] in ([True, False], [False, True])


def test_that_shapes_are_cut_a_little_outside_the_frame() -> None:
    huge = np.array([shapely.box(0, 0, 1e6, 1e7), shapely.box(0, 0, 10, 10)])
    cut = within_frame(huge, FRAME)
    assert cut[0].bounds == pytest.approx(
        (FRAME.west - 300, FRAME.south - 300, FRAME.east + 300, FRAME.north + 300)
    )
    assert cut[1].is_empty


def test_that_invalid_areas_at_the_edge_do_not_stop_the_drawing() -> None:
    bow = shapely.Polygon(
        [
            (FRAME.west - 5000, FRAME.south),
            (FRAME.west + 5000, FRAME.south + 5000),
            (FRAME.west + 5000, FRAME.south),
            (FRAME.west - 5000, FRAME.south + 5000),
        ]
    )
    assert not bow.is_valid
    assert polygons_path(within_frame(np.array([bow]), FRAME), FRAME)


def test_that_a_shared_border_is_drawn_once() -> None:
    counties = project(outlines("counties").geometry)
    single = sum(line.length for line in shared_lines(counties))
    both = sum(county.length for county in counties)
    city = shapely.union_all(counties).length
    assert single < both
    assert single == pytest.approx((both + city) / 2, rel=0.02)


@pytest.mark.parametrize(("angle", "rises"), [(45, True), (-45, False)])
def test_that_hatches_lean_as_they_should(angle: float, rises: bool) -> None:
    first = hatch_path((0, 0, 1000, 1000), [angle], 100).split("M")[1]
    x0, y0, x1, y1 = (int(value) for value in first.split())
    assert ((y1 - y0) / (x1 - x0) < 0) is rises


def test_that_hatch_lines_cover_the_area_at_their_spacing() -> None:
    lines = hatch_path((0, 0, 1000, 1000), [0], 100).split("M")[1:]
    assert [int(line.split()[1]) for line in lines] == list(range(0, 1001, 100))


def test_that_a_double_line_has_casing_line_and_core() -> None:
    svg = line_svg("M0 0L100 0", replace(symbology.zone("国家级"), fill=""))
    strokes = [part.split('"')[0] for part in svg.split('stroke="')[1:]]
    assert strokes == ["#FFFFFF", "#0B3B6B", "#FFFFFF"]


def test_that_the_band_of_an_area_lies_outside_it_only() -> None:
    symbol = Symbol(line="#6B5F4E", line_width=1.7, casing="#DDD3BF", casing_width=7)
    svg = area_svg("M0 0H10V10H0Z", (0, 0, 10, 10), symbol, "city")
    assert 'clip-rule="evenodd"' in svg
    assert svg.index("#DDD3BF") < svg.index("#6B5F4E")


def test_that_a_hatch_is_clipped_to_its_area() -> None:
    symbol = Symbol(line="#000000", hatch=Hatch.CROSS, hatch_color="#7C9A1E")
    svg = area_svg("M0 0H900V900H0Z", (0, 0, 900, 900), symbol, "f1")
    assert 'id="f1-in"' in svg
    assert 'clip-path="url(#f1-in)"' in svg


def test_that_every_mark_has_its_own_shape() -> None:
    shapes = set()
    for mark in Mark:
        svg = marks_svg([(0, 0)], Symbol(fill="#111111", line="#222222", line_width=1, mark=mark))
        parsed(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')
        shapes.add("".join(char for char in svg if char not in "0123456789.-"))
    verdicts = [mark for mark in Mark if mark.value in {"encouraged", "admitted", "conditional",
                                                        "restricted", "insufficient", "prohibited"}]  # fmt: skip
    drawn_marks = {marks_svg([(0, 0)], Symbol(fill="#111111", mark=mark)) for mark in verdicts}
    assert len(drawn_marks) == 6


def test_that_points_outside_the_frame_are_left_out() -> None:
    features = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "name": ["甲", "乙", "丙"]},
        geometry=[shapely.Point(116.78, 36.79), shapely.Point(120, 36), None],
        crs=CRS,
    )
    disks = layer("e", "point", features, one_class(symbology.enterprise("other"), "企业"))
    model = replace(city_model(), layers=(disks,), extent=(116.7, 36.7, 116.9, 36.9))
    assert drawn(model).count("zm") == 1


def test_that_a_crowd_of_points_is_thinned_to_what_print_can_show() -> None:
    crowd = verdict_layer(60_000)
    model = replace(city_model(), layers=(*base_layers(), crowd))
    sparse = replace(city_model(), layers=(*base_layers(), verdict_layer(6_000)))
    assert len(drawn(model)) < 11 * len(drawn(sparse))


def test_that_names_from_data_are_never_markup() -> None:
    features = outlines("counties").assign(name='<img src=x onerror="alert(1)">&')
    label = replace(symbology.COUNTY_LABEL, min_zoom=0)
    counties = replace(base_layers()[1], features=features, label=label)
    svg = drawn(replace(city_model(), layers=(counties,)))
    parsed(svg)
    assert "<img" not in svg


def test_that_labels_wait_for_their_scale() -> None:
    label = Label(column="short_name", size_pt=8, color="#000000", min_zoom=12)
    zones = replace(city_model().layers[-2], label=label)
    model = replace(city_model(), layers=(zones,))
    assert "经开区" not in drawn(model)
    x, y = zones.features.geometry[0].centroid.coords[0]
    close = replace(model, extent=(x - 0.05, y - 0.05, x + 0.05, y + 0.05))
    assert "经开区" in drawn(close)


def test_that_labels_obey_their_smallest_scale_their_rule_and_their_halo() -> None:
    label = Label(column="name", size_pt=8, color="#000000", rule_column="wanted", halo=False)
    features = outlines("counties")
    features = features.assign(wanted=features["name"] == "齐河县")
    counties = replace(base_layers()[1], features=features, label=label)
    model = replace(city_model(), layers=(counties,))
    svg = drawn(model)
    assert "齐河县" in svg
    assert "禹城市" not in svg
    haloed = drawn(replace(model, layers=(replace(counties, label=replace(label, halo=True)),)))
    assert len(haloed) > len(svg)
    far = replace(counties, label=replace(label, coarsest=50_000.0))
    assert "齐河县" not in drawn(replace(model, layers=(far,)))


def test_that_marks_are_as_large_as_their_column_says_large_ones_below() -> None:
    features = gpd.GeoDataFrame(
        {"id": ["a", "b"], "name": ["甲", "乙"], "px": [10.0, 40.0]},
        geometry=[shapely.Point(116.78, 36.79), shapely.Point(116.79, 36.79)],
        crs=CRS,
    )
    disks = layer("e", "point", features, one_class(symbology.enterprise("other"), "企业"))
    model = replace(city_model(), extent=(116.7, 36.7, 116.9, 36.9))
    sized = replace(model, layers=(replace(disks, size_column="px"),))
    radii = [int(path.split("a")[1].split(" ")[0]) for path in drawn(sized).split("<path d=")[-2:]]
    assert radii[0] == pytest.approx(4 * radii[1], rel=0.01)


def test_that_heat_is_darkest_where_the_weights_are() -> None:
    features = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"], "name": ["甲", "乙", "丙"], "weight": [1.0, 9.0, 1.0]},
        geometry=[shapely.Point(116.75, 36.8), shapely.Point(116.85, 36.8), None],
        crs=CRS,
    )
    glow = replace(
        layer("e", "point", features, one_class(symbology.enterprise("other"), "企业")),
        heat=Heat(radius=20, ramp=("#EEEEEE", "#888888", "#111111"), weight_column="weight"),
    )
    model = replace(city_model(), layers=(glow,), extent=(116.7, 36.7, 116.9, 36.9))
    paths = {
        element.get("fill"): element.get("d", "")
        for element in parsed(drawn(model)).iter("{http://www.w3.org/2000/svg}path")
    }
    middle = 236 * 100 / 2
    assert all(int(run.split(" ")[0]) > middle for run in paths["#111111"].split("M")[1:])
    assert min(int(run.split(" ")[0]) for run in paths["#EEEEEE"].split("M")[1:]) < middle
    nothing = replace(glow, features=features.iloc[2:])
    parsed(drawn(replace(model, layers=(nothing,))))


def crowd() -> MapModel:
    """Three enterprises in one place, one far away, one without a place."""
    near = [shapely.Point(116.75 + n / 10_000, 36.8) for n in range(3)]
    features = gpd.GeoDataFrame(
        {"id": list("abcde"), "name": list("甲乙丙丁戊")},
        geometry=[*near, shapely.Point(116.85, 36.8), None],
        crs=CRS,
    )
    points = layer(
        "e", "point", features, one_class(symbology.enterprise("other"), "企业"),
        label=Label(column="name", size_pt=9, color="#000000"), clusters=Clusters(finest=25_000),
    )  # fmt: skip
    return replace(city_model(), layers=(points,), extent=(116.7, 36.7, 116.9, 36.9))


def test_that_crowded_points_print_as_a_disk_with_their_number() -> None:
    root = parsed(drawn(crowd()))
    disks = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert len(disks) == 1
    assert "3" in texts
    assert not set("甲乙丙丁") & set(texts)
    fill = symbology.enterprise("other").fill
    marks = [
        path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("fill") == fill
    ]
    assert "".join(path.get("d", "") for path in marks).count("M") == 1


def test_that_points_stand_alone_on_sheets_of_a_large_scale() -> None:
    frame = fit_frame((116.74, 36.79, 116.76, 36.81), 236, 243, scale=10_000)
    drawing = draw_map(crowd(), frame)
    assert "<circle" not in drawing.svg
    assert ">甲</text>" in drawing.svg


def test_that_sheets_side_by_side_show_the_same_clusters() -> None:
    places = np.random.default_rng(5).uniform((116.7, 36.7), (117.0, 37.0), (900, 2))
    features = gpd.GeoDataFrame(
        {"id": range(900), "name": ""}, geometry=shapely.points(places), crs=CRS
    )
    model = replace(crowd(), layers=(replace(crowd().layers[0], features=features),))
    ground, counted = Ground(), []
    for west in (116.7, 116.8):
        frame = fit_frame((west, 36.7, west + 0.2, 36.9), 100, 100, scale=200_000)
        part = part_in_frame(model, frame, ground)
        root = parsed(draw_map(part, frame, ground=ground).svg)
        disks = root.iter("{http://www.w3.org/2000/svg}circle")
        shift = round(frame.west * frame.units_per_m)
        counted.append({int(disk.get("cx", "0")) + shift for disk in disks})
    common = counted[0] & counted[1]
    assert len(common) > 10


def test_that_hidden_layers_and_empty_ones_are_not_drawn() -> None:
    model = only(city_model(), "counties")
    hidden = replace(model, layers=tuple(replace(item, visible=False) for item in model.layers))
    assert "齐河县" not in drawn(hidden)
    empty = replace(model.layers[0], features=model.layers[0].features.iloc[:0])
    parsed(drawn(replace(model, layers=(empty,))))


def test_that_the_grid_can_be_left_out() -> None:
    drawing = draw_map(city_model(), fit_frame(city_model().extent, 46, 52), grid=False)
    assert drawing.margin_mm == 0
    assert ">440<" not in drawing.svg


def test_that_layers_keep_their_order_and_the_grid_lies_under_what_is_planned() -> None:
    base = base_layers()
    shade = layer(
        "choropleth",
        "polygon",
        outlines("counties"),
        one_class(symbology.choropleth("#14507F"), "高"),
    )
    svg = drawn(replace(city_model(), layers=(*base[:2], shade, *base[2:])))
    marks = ["#FBFAF6", "#93A0AB", "#14507F", "#DDD3BF"]
    positions = [svg.index(colour) for colour in marks]
    assert positions == sorted(positions)


def test_that_the_boxes_of_labels_are_told_for_drawings_laid_over() -> None:
    frame = fit_frame(city_model().extent, 236, 243)
    drawing = draw_map(city_model(), frame)
    assert len(drawing.label_boxes) >= 11
    over = draw_map(city_model(), frame, taken=drawing.label_boxes, bare=True)
    assert not any(meet(one, other) for one in over.label_boxes for other in drawing.label_boxes)
    assert "#F1F2F3" not in over.svg.split("<path")[0]


def meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
