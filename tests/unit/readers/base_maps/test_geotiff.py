import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import rasterio  # noqa: TID253
from rasterio import Affine  # noqa: TID253
from rasterio.enums import ColorInterp  # noqa: TID253

from dzmap.core.crs import to_lonlat
from dzmap.core.problems import BadInputError
from dzmap.readers.base_maps.geotiff import GeoTiffReader
from tests.helpers.pngs import png_pixels

CENTRE = (116.83, 37.02)
PLANE = Affine(30, 0, 480_000, 0, -30, 4_103_000)  # 300 × 300 pixels around CENTRE


def write(
    path: Path, bands: npt.NDArray[Any], transform: Affine | None = PLANE, **profile: Any
) -> Path:
    count, height, width = bands.shape
    crs = profile.pop("crs", "EPSG:4548")
    colours = profile.pop("colormap", None)
    where = {} if transform is None else {"transform": transform}
    with rasterio.open(
        path, "w", driver="GTiff", width=width, height=height, count=count,
        dtype=bands.dtype, crs=crs, **where, **profile,
    ) as file:  # fmt: skip
        file.write(bands)
        if colours is not None:
            file.write_colormap(1, colours)
    return path


def grey(value: int = 100) -> npt.NDArray[np.uint8]:
    return np.full((1, 300, 300), value, dtype=np.uint8)


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int, int]:
    side = 1 << zoom
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return zoom, int((lon + 180) / 360 * side), int(row)


def pixels(path: Path, zoom: int = 14) -> npt.NDArray[np.uint8]:
    opened = GeoTiffReader().open(path)
    tile = opened.tile(*tile_at(*CENTRE, zoom))
    opened.close()
    assert tile is not None
    return png_pixels(tile)


def test_that_a_plane_file_lies_where_its_coordinates_say(tmp_path: Path) -> None:
    bands = grey(0)
    bands[0, 150:, :] = 200  # the southern half, below northing 4 098 500
    opened = GeoTiffReader().open(write(tmp_path / "影像 1.tif", bands))
    west, south, east, north = opened.facts.bounds
    assert (west, south) == pytest.approx((116.775, 36.977), abs=0.002)
    assert (east, north) == pytest.approx((116.877, 37.058), abs=0.002)
    lon, lat = to_lonlat(484_500.0, 4_098_500.0)
    zoom, column, row = tile_at(float(lon), float(lat), 15)
    tile = opened.tile(zoom, column, row)
    assert tile is not None
    column_of_tile = png_pixels(tile)[:, 128, 0]
    change = int(np.argmax(column_of_tile > 100))
    exact = (1 - math.asinh(math.tan(math.radians(float(lat)))) / math.pi) / 2 * (1 << 15)
    assert change == pytest.approx((exact - row) * 256, abs=4)
    opened.close()


@pytest.mark.parametrize("crs", ["EPSG:4527", None])
def test_that_the_zone_number_may_stand_before_the_easting(tmp_path: Path, crs: str | None) -> None:
    zoned = Affine(30, 0, 39_480_000, 0, -30, 4_103_000)
    path = write(tmp_path / "a.tif", grey(), zoned, crs=crs)
    opened = GeoTiffReader().open(path)
    assert opened.facts.bounds[0] == pytest.approx(116.775, abs=0.002)
    assert ("带号 39" in opened.facts.note) == (crs is None)
    opened.close()
    assert pixels(path)[128, 128].tolist() == [100, 100, 100, 255]


def test_that_no_data_is_transparent(tmp_path: Path) -> None:
    bands = grey()
    bands[0, 100:200, 100:200] = 7
    shown = pixels(write(tmp_path / "a.tif", bands, nodata=7), 12)
    assert {tuple(pixel) for pixel in shown.reshape(-1, 4)} >= {(0, 0, 0, 0), (100, 100, 100, 255)}
    opened = GeoTiffReader().open(tmp_path / "a.tif")
    assert opened.tile(*tile_at(115.0, 30.0, 12)) is None
    opened.close()


def test_that_outside_a_file_without_no_data_value_is_transparent(tmp_path: Path) -> None:
    shown = pixels(write(tmp_path / "a.tif", grey(0)), 10)
    assert (shown[..., 3] == 0).any()
    assert (shown[..., 3] == 255).any()


def test_that_sixteen_bits_are_stretched_to_what_is_there(tmp_path: Path) -> None:
    bands = np.linspace(1000, 1500, 90_000).reshape(1, 300, 300).astype(np.uint16)
    shown = pixels(write(tmp_path / "a.tif", bands), 9)
    inside = shown[shown[..., 3] == 255]
    assert inside[:, 0].min() < 10
    assert inside[:, 0].max() > 245


def test_that_a_palette_gives_its_colours(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.tif",
        grey(3),
        colormap={3: (10, 20, 30, 255)},
        photometric="palette",
    )
    assert pixels(path)[128, 128].tolist() == [10, 20, 30, 255]


def test_that_three_bands_are_red_green_blue_and_the_fourth_may_be_alpha(tmp_path: Path) -> None:
    bands = np.stack([np.full((300, 300), value, dtype=np.uint8) for value in (1, 2, 3, 255)])
    bands[3, :, :150] = 0
    path = write(tmp_path / "a.tif", bands, photometric="rgb", alpha="yes")
    with rasterio.open(path) as file:
        assert file.colorinterp[3] is ColorInterp.alpha
    shown = pixels(path, 12)
    assert {tuple(pixel) for pixel in shown.reshape(-1, 4)} >= {(0, 0, 0, 0), (1, 2, 3, 255)}


def test_that_a_large_file_without_overviews_says_from_where_it_is_shown(tmp_path: Path) -> None:
    bands = np.zeros((1, 10, 9000), dtype=np.uint8)
    opened = GeoTiffReader().open(
        write(tmp_path / "a.tif", bands, Affine(1, 0, 480_000, 0, -1, 4_100_000))
    )
    assert opened.facts.coarsest == opened.facts.finest - 4
    assert "金字塔" in opened.facts.note
    opened.close()


@pytest.mark.parametrize(
    ("transform", "crs", "reason"),
    [
        (None, None, "没有坐标"),
        (Affine(1, 0, 5_000, 0, -1, 5_000), None, "没有写明坐标系"),
        (Affine(30, 0, 4_103_000, 0, -30, 480_000), None, "颠倒"),  # X and Y swapped
        (Affine(1, 0, 37, 0, -1, 116), "EPSG:4490", "超出"),  # 37° … 337°, 116° … −184°
    ],
)
@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_that_a_file_nobody_can_place_is_refused(
    tmp_path: Path, transform: Affine | None, crs: str | None, reason: str
) -> None:
    path = write(tmp_path / "a.tif", grey(), transform, crs=crs)
    with pytest.raises(BadInputError) as caught:
        GeoTiffReader().open(path)
    assert reason in caught.value.reason
    assert caught.value.remedy


@pytest.mark.parametrize("kept", [8, 200, 20_000, 89_000])
def test_that_a_file_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    path = write(tmp_path / "a.tif", grey())
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(BadInputError, match="不完整"):
        GeoTiffReader().open(path)
