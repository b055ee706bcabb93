"""What is caught gets the feature's own coordinates, to the last bit."""

import geopandas as gpd
import pytest
import shapely

from dzmap.core.crs import LONLAT, PLANE, reproject
from dzmap.services.map_model import MapLayer
from dzmap.services.snapping import exact_place
from tests.helpers.map_models import layer

RING = [(116.123456789012, 36.9), (116.2, 36.9), (116.2, 37.0), (116.123456789012, 36.9)]
HOLE = [(116.18, 36.92), (116.19, 36.92), (116.19, 36.93), (116.18, 36.92)]


def polygon_layer(*, plane: bool = False) -> MapLayer:
    shape = shapely.MultiPolygon([shapely.Polygon(RING, [HOLE])])
    geometry = [reproject(shape, LONLAT, PLANE) if plane else shape]
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=geometry, crs=PLANE if plane else LONLAT)
    return layer("polygon", frame)


def test_that_a_vertex_is_exactly_the_features() -> None:
    near = (116.1234567, 36.9000001)
    assert exact_place(polygon_layer(), 0, 0, edge=False, near=near) == RING[0]
    assert exact_place(polygon_layer(), 0, 5, edge=False, near=near) == HOLE[1]


def test_that_an_edge_gives_its_nearest_place() -> None:
    place = exact_place(polygon_layer(), 0, 1, edge=True, near=(116.21, 36.95))
    assert place == pytest.approx((116.2, 36.95))


def test_that_layers_in_the_plane_come_back_to_degrees() -> None:
    place = exact_place(polygon_layer(plane=True), 0, 1, edge=False, near=(0, 0))
    assert place == pytest.approx(RING[1], abs=1e-10)


@pytest.mark.parametrize(("position", "vertex"), [(1, 0), (-1, 0), (0, 99), (0, -1)])
def test_that_a_vertex_that_is_not_there_changes_nothing(position: int, vertex: int) -> None:
    assert exact_place(polygon_layer(), position, vertex, edge=False, near=(1, 2)) == (1, 2)
