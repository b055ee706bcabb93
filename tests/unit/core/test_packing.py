import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from dzmap.core.frames import STORAGE_CRS
from dzmap.core.packing import pack_frame, unpack_frame

TEXTS = st.none() | st.text(max_size=6)
NUMBERS = st.floats(width=64)
PLACES = st.none() | st.builds(shapely.Point, st.floats(110, 120), st.floats(30, 40))


@st.composite
def frames(draw: st.DrawFn) -> gpd.GeoDataFrame:
    size = draw(st.integers(0, 12))

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(values, min_size=size, max_size=size))

    return gpd.GeoDataFrame(
        {
            "文字": pd.Series(column(TEXTS), dtype="str"),
            "数": pd.Series(column(NUMBERS), dtype="float64"),
            "结论": pd.Series(column(st.integers(0, 5)), dtype="int8"),
            "指纹": pd.Series(column(st.integers(0, 2**32 - 1)), dtype="uint32"),
            "真假": pd.Series(column(st.booleans()), dtype="bool"),
        },
        geometry=gpd.GeoSeries(column(PLACES), crs=STORAGE_CRS),
        crs=STORAGE_CRS,
    )


@settings(max_examples=40, deadline=None)
@given(frames())
def test_that_what_is_packed_comes_back(frame: gpd.GeoDataFrame) -> None:
    found = unpack_frame(pack_frame(frame))
    assert list(found.columns) == list(frame.columns)
    assert [found[name].dtype for name in found] == [frame[name].dtype for name in frame]
    for name in ("文字", "结论", "指纹", "真假"):
        pd.testing.assert_series_equal(found[name], frame[name])
    assert found["数"].to_numpy().tobytes() == frame["数"].to_numpy().tobytes()
    wkb = [shapely.to_wkb(one.geometry.to_numpy()).tolist() for one in (found, frame)]
    assert wkb[0] == wkb[1]


def test_that_a_plain_frame_stays_plain() -> None:
    frame = pd.DataFrame({"a": np.arange(3)})
    assert type(unpack_frame(pack_frame(frame))) is pd.DataFrame


def test_that_repeated_texts_and_missing_columns_take_little_room() -> None:
    frame = pd.DataFrame(
        {
            "目录": pd.Series(["德州市产业准入目录（示例）"] * 50_000, dtype="str"),
            "没有": pd.Series([None] * 50_000, dtype="str"),
        }
    )
    assert len(pack_frame(frame)) < 1_000


def test_that_an_unknown_type_is_refused() -> None:
    with pytest.raises(TypeError, match="对象"):
        pack_frame(pd.DataFrame({"对象": [object()]}))


@pytest.mark.parametrize("cut", [0, 5, 20, 60, -1])
def test_that_damage_is_told(cut: int) -> None:
    data = pack_frame(pd.DataFrame({"a": pd.Series(["甲", "乙"], dtype="str"), "b": [1.0, 2.0]}))
    with pytest.raises(ValueError, match="frame"):
        unpack_frame(data[:cut])
