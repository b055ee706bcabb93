import struct

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.storage.blobs import blob_bounds, to_blobs

degrees = st.floats(-180, 180, allow_nan=False)


@settings(deadline=None)
@given(x=degrees, y=degrees)
def test_that_a_point_keeps_its_coordinates_to_the_last_bit(x: float, y: float) -> None:
    (blob,) = to_blobs([shapely.Point(x, y)])
    assert blob is not None
    assert blob[8:] == shapely.to_wkb(shapely.Point(x, y), byte_order=1)
    assert blob_bounds(blob) == (x, y, x, y)


@settings(deadline=None)
@given(x=degrees, y=degrees, width=st.floats(0.001, 10), height=st.floats(0.001, 10))
def test_that_the_envelope_of_a_polygon_is_its_bounds(
    x: float, y: float, width: float, height: float
) -> None:
    box = shapely.box(x, y, x + width, y + height)
    (blob,) = to_blobs([box])
    assert blob_bounds(blob) == box.bounds
    assert blob is not None
    assert shapely.from_wkb(blob[8 + 32 :]) == box


def test_that_no_place_is_no_blob() -> None:
    assert to_blobs([None, shapely.Point(1, 2)])[0] is None
    assert blob_bounds(None) is None


@pytest.mark.parametrize(
    "wkt",
    ["POINT (1 2)", "LINESTRING (1 2, 3 4)", "MULTIPOINT ((1 2), (3 4))", "POLYGON EMPTY"],
)
def test_that_blobs_without_envelope_are_measured(wkt: str) -> None:
    shape = shapely.from_wkt(wkt)
    blob = struct.pack("<2sBBi", b"GP", 0, 1, 4490) + shapely.to_wkb(shape)
    expected = None if shape.is_empty else shape.bounds
    assert blob_bounds(blob) == expected


def test_that_big_endian_envelopes_of_other_programs_are_read() -> None:
    header = struct.pack(">2sBBi4d", b"GP", 0, 1 << 1, 4490, 1.0, 3.0, 2.0, 4.0)
    blob = header + shapely.to_wkb(shapely.box(1, 2, 3, 4), byte_order=0)
    assert blob_bounds(blob) == (1.0, 2.0, 3.0, 4.0)


def test_that_an_empty_flag_and_foreign_bytes_have_no_bounds() -> None:
    empty = struct.pack("<2sBBi", b"GP", 0, 0x11, 4490) + shapely.to_wkb(shapely.Point())
    assert blob_bounds(empty) is None
    assert blob_bounds(b"PK\x03\x04 something else") is None
    assert blob_bounds(b"") is None
    assert blob_bounds(struct.pack("<2sBBi", b"GP", 0, 0x0F, 4490)) is None


def test_that_many_geometries_keep_their_order() -> None:
    points = shapely.points(np.arange(100.0), np.arange(100.0))
    bounds = [blob_bounds(blob) for blob in to_blobs(points)]
    assert bounds == [(float(i), float(i), float(i), float(i)) for i in range(100)]
