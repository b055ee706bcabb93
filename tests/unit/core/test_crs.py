import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dzmap.core import crs

LON, LAT = 116.75, 36.79


def test_that_the_check_point_projects_to_the_known_values() -> None:
    easting, northing = crs.to_plane(LON, LAT)
    assert easting == pytest.approx(477_686.014, abs=0.001)
    assert northing == pytest.approx(4_073_235.238, abs=0.001)
    zoned, _ = crs.transformer(crs.LONLAT, crs.PLANE_ZONED).transform(LON, LAT)
    assert zoned == pytest.approx(39_477_686.014, abs=0.001)


@pytest.mark.parametrize(
    ("pair", "epsg", "swapped"),
    [
        ((LON, LAT), crs.LONLAT, False),
        ((LAT, LON), crs.LONLAT, True),
        ((477_686.0, 4_073_235.2), crs.PLANE, False),
        ((4_073_235.2, 477_686.0), crs.PLANE, True),
        ((39_477_686.0, 4_073_235.2), crs.PLANE_ZONED, False),
        ((4_073_235.2, 39_477_686.0), crs.PLANE_ZONED, True),
        ((12_996_550.0, 4_409_875.8), crs.WEB_MERCATOR, False),
        ((4_409_875.8, 12_996_550.0), crs.WEB_MERCATOR, True),
    ],
)
def test_that_coordinates_are_recognised_and_read(
    pair: tuple[float, float], epsg: int, swapped: bool
) -> None:
    guess = crs.detect_crs(*pair)
    assert (guess.epsg, guess.swapped, guess.share) == (epsg, swapped, 1.0)
    lon, lat = crs.lonlat_from(*pair, guess)
    assert lon == pytest.approx(LON, abs=1e-3)
    assert lat == pytest.approx(LAT, abs=1e-3)


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        ((104.06, 30.67), "不在德州市范围内"),
        ((5.0e8, 1.0), "认不出"),
        ((np.nan, np.nan), "没有坐标"),
        ((40_477_686.0, 4_073_235.2), "认不出"),
    ],
)
def test_that_foreign_coordinates_are_not_guessed(pair: tuple[float, float], text: str) -> None:
    guess = crs.detect_crs(*pair)
    assert guess.epsg is None
    assert text in guess.description
    with pytest.raises(ValueError, match=guess.description):
        crs.lonlat_from(*pair, guess)


def test_that_a_few_wrong_rows_do_not_change_the_guess() -> None:
    x = np.array([116.3, 116.5, 0.0, np.nan, 116.9])
    y = np.array([37.4, 37.1, 0.0, 37.0, 36.8])
    guess = crs.detect_crs(x, y)
    assert guess.epsg == crs.LONLAT
    assert guess.share == pytest.approx(0.75)
    assert crs.in_dezhou_window(x, y).tolist() == [True, True, False, False, True]


@given(st.floats(115.7, 117.6), st.floats(36.4, 38.0))
def test_that_projection_there_and_back_stays_in_place(lon: float, lat: float) -> None:
    back = crs.to_lonlat(*crs.to_plane(lon, lat))
    assert back[0] == pytest.approx(lon, abs=1e-9)
    assert back[1] == pytest.approx(lat, abs=1e-9)
