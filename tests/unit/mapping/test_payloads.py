import struct
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from dzmap.mapping.payloads import NO_CLASS, NOWHERE, WORLD_STEPS, pack, packs_alike, to_steps
from dzmap.services.map_model import Heat, Label, MapLayer
from tests.helpers.map_models import classes, frame, layer

_HALF_EQUATOR_M = 20037508.342789244


@dataclass
class Decoded:
    kind: int
    x: np.ndarray
    y: np.ndarray
    feature_starts: np.ndarray
    ring_starts: np.ndarray
    classes: np.ndarray
    anchors: np.ndarray
    seams: int


def decode(body: bytes) -> Decoded:
    """The payload as the page reads it."""
    magic, kind, count, rings, vertices, *_ = struct.unpack_from("<8i", body)
    assert magic == int.from_bytes(b"DZM1", "little")
    at = 32

    def take(dtype: str, size: int) -> np.ndarray:
        nonlocal at
        part = np.frombuffer(body, dtype, size, at)
        at += -(-part.nbytes // 4) * 4
        return part

    length = count if kind == 0 else vertices
    x, y = take("<i4", length), take("<i4", length)
    starts = (take("<u4", count + 1), take("<u4", rings + 1)) if kind else (x[:0], x[:0])
    codes = take("u1", count)
    anchors = np.stack([take("<i4", count), take("<i4", count)]) if kind else x[:0]
    lines = int(take("<i4", 2)[0]) if kind else 0
    if lines == 0:
        assert at == len(body)
    return Decoded(kind, x, y, *starts, codes, anchors, lines)


def ring_of(decoded: Decoded, feature: int) -> int:
    return int(decoded.feature_starts[feature + 1] - decoded.feature_starts[feature])


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_that_steps_agree_with_proj_to_two_centimetres(longitude: float, latitude: float) -> None:
    east, north = Transformer.from_crs(4326, 3857, always_xy=True).transform(longitude, latitude)
    x, y = to_steps(np.array([longitude]), np.array([latitude]))
    metres_per_step = 2 * _HALF_EQUATOR_M / WORLD_STEPS
    assert x[0] * metres_per_step - _HALF_EQUATOR_M == pytest.approx(east, abs=0.02)
    assert _HALF_EQUATOR_M - y[0] * metres_per_step == pytest.approx(north, abs=0.02)


@pytest.mark.parametrize("place", [(np.nan, 37.0), (181.0, 37.0), (116.0, 89.0), (116.0, np.inf)])
def test_that_an_impossible_position_is_nowhere(place: tuple[float, float]) -> None:
    x, y = to_steps(np.array([place[0]]), np.array([place[1]]))
    assert (x[0], y[0]) == (NOWHERE, NOWHERE)


def test_that_points_keep_their_order_and_classes() -> None:
    geometries = [shapely.Point(116, 36), None, shapely.Point(), shapely.Point(117, 37)]
    features = frame(geometries, **{"class": ["b", "a", "a", "unknown"]})
    decoded = decode(pack(layer("point", features, classes=classes("a", "b"))))
    assert decoded.kind == 0
    assert list(decoded.x == NOWHERE) == [False, True, True, False]
    assert list(decoded.classes) == [1, 0, 0, NO_CLASS]


def test_that_an_applicant_with_an_outline_is_drawn_as_a_point_inside_it() -> None:
    outline = shapely.box(116.2, 36.8, 116.4, 37.0)
    decoded = decode(pack(layer("point", frame([outline]))))
    x, y = to_steps(np.array([116.2, 116.4]), np.array([36.8, 37.0]))
    assert x[0] < decoded.x[0] < x[1]
    assert y[1] < decoded.y[0] < y[0]


def test_that_holes_and_parts_stay_with_their_feature() -> None:
    ring = shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 2, 2))
    several = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), ring])
    collection = shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(8, 8, 9, 9)])
    nested = shapely.GeometryCollection([several])
    features = frame([several, None, collection, shapely.Polygon(), nested])
    decoded = decode(pack(layer("polygon", features)))
    assert [ring_of(decoded, i) for i in range(5)] == [3, 0, 1, 0, 3]
    assert decoded.ring_starts[-1] == len(decoded.x)


def test_that_lines_take_outlines_of_polygons_too() -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    mixed = shapely.GeometryCollection([line, shapely.box(2, 2, 3, 3)])
    decoded = decode(pack(layer("line", frame([mixed, line]))))
    assert [ring_of(decoded, i) for i in range(2)] == [2, 1]


def test_that_a_label_stands_inside_its_polygon() -> None:
    crescent = shapely.Point(0, 0).buffer(2).difference(shapely.Point(0.8, 0).buffer(1.9))
    label = Label(column="name", size_pt=9, color="#000000")
    decoded = decode(pack(layer("polygon", frame([crescent, None]), label=label)))
    longitude = decoded.anchors[0][0] / WORLD_STEPS * 360 - 180
    assert shapely.contains_xy(crescent, longitude, 0.0)
    assert decoded.anchors[0][1] == NOWHERE


def test_that_a_border_of_neighbours_is_one_seam() -> None:
    left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    dashed = classes("", dash=(7.0, 2.5))
    with_seams = decode(pack(layer("polygon", frame([left, right]), classes=dashed)))
    plain = decode(pack(layer("polygon", frame([left, right]))))
    assert with_seams.seams == 3  # the common border and the rest of each outline
    assert plain.seams == 0


def test_that_other_coordinates_are_brought_to_degrees() -> None:
    features = frame([shapely.Point(116.75, 36.79)])
    metric = features.to_crs(4548)
    assert pack(layer("point", metric)) == pack(layer("point", features))
    bare = gpd.GeoDataFrame(features.drop(columns="geometry"), geometry=list(features.geometry))
    assert pack(layer("point", bare)) == pack(layer("point", features))


@pytest.mark.parametrize("kind", ["point", "line", "polygon"])
def test_that_an_empty_layer_can_be_packed(kind: str) -> None:
    assert len(decode(pack(layer(kind, frame([])))).x) == 0


def test_that_more_classes_than_a_byte_holds_are_refused() -> None:
    many: MapLayer = layer("point", frame([]), classes=classes(*map(str, range(255))))
    with pytest.raises(ValueError, match="255 classes"):
        pack(many)
    with pytest.raises(ValueError, match="unknown kind"):
        pack(replace(many, kind="raster"))


def test_that_sizes_weights_and_rules_are_packed_with_what_is_unknown_as_nothing() -> None:
    places = [shapely.Point(116, 37), shapely.Point(117, 37), shapely.Point(116.5, 37)]
    features = frame(places, size=[3, None, -1.0], weight=["2", "x", 4], rule=[True, None, False])
    label = Label(column="name", size_pt=9, color="#000000", rule_column="rule")
    heat = Heat(radius=9, ramp=("#000000",), weight_column="weight")
    packed = pack(layer("point", features, size_column="size", heat=heat, label=label))
    assert struct.unpack_from("<8i", packed)[5] == 7
    assert np.frombuffer(packed, "<f4", 6, len(packed) - 28).tolist() == [3, 0, 0, 2, 0, 4]
    assert list(packed[-4:]) == [1, 0, 0, 0]


def test_that_another_size_column_needs_another_payload() -> None:
    plain = layer("point", frame([shapely.Point(116, 37)], size=[3.0]))
    assert packs_alike(plain, replace(plain, heat=Heat(radius=9, ramp=("#000000",))))
    assert not packs_alike(plain, replace(plain, size_column="size"))
    assert not packs_alike(plain, replace(plain, features=plain.features.copy()))
