"""GeoTIFF in any coordinate system, cut into web tiles when they are asked for."""

import math
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from dzmap.core.crs import WEB_MERCATOR, detect_crs
from dzmap.core.problems import BadInputError
from dzmap.readers.base_maps.png import rgba_png
from dzmap.services.base_map_model import BaseMapFacts

if TYPE_CHECKING:
    from rasterio.crs import CRS
    from rasterio.io import DatasetReader

_SIDE = 256
_HALF_WORLD = math.pi * 6378137.0
_FINEST = 22
_LARGE = 8192  # pixels of a side from which small scales need overviews
_LEVELS_WITHOUT_OVERVIEWS = 4
_SAMPLE = 512  # pixels of a side that the stretch is read from
_STRETCH = (2.0, 98.0)  # percent


class GeoTiffReader:
    """Opens GeoTIFF files; rasterio is loaded when the first one is."""

    def open(self, path: Path) -> "GeoTiffMap":
        """Open a file; BadInputError if it is damaged or nobody knows where it lies."""
        import rasterio
        from rasterio.errors import NotGeoreferencedWarning, RasterioError

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            try:
                dataset = rasterio.open(path, driver="GTiff")
            except (RasterioError, OSError) as error:
                raise _refused(path, "文件不完整或已损坏") from error
        try:
            return GeoTiffMap(path, dataset)
        except (RasterioError, OSError, ValueError) as error:
            dataset.close()
            raise _refused(path, "文件不完整或已损坏") from error
        except BaseException:
            dataset.close()
            raise


class GeoTiffMap:
    """One open file; safe to read from any thread, one tile at a time."""

    def __init__(self, path: Path, dataset: "DatasetReader") -> None:
        self._dataset = dataset
        self._lock = threading.Lock()
        _read_last_pixel(dataset)  # before a lost place is blamed on the file's maker
        self._crs, remark = _placed(path, dataset)
        self._bands = _shown_bands(dataset)
        self._palette = _palette(dataset)
        self._stretch = None if self._palette is not None else self._read_stretch()
        self.facts = self._read_facts(path, remark)

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """A PNG of 256 by 256 pixels, or None where the file has no data; OSError if damaged."""
        step = 2 * _HALF_WORLD / (1 << zoom)
        west, north = column * step - _HALF_WORLD, _HALF_WORLD - row * step
        with self._lock:
            values, valid = self._warped(west, north, step)
        if not valid.any():
            return None
        return rgba_png(self._coloured(values, valid))

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._dataset.close()

    def _warped(
        self, west: float, north: float, step: float
    ) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
        from rasterio import Affine
        from rasterio.enums import MaskFlags, Resampling
        from rasterio.vrt import WarpedVRT

        dataset = self._dataset
        flags = dataset.mask_flag_enums[0]
        exact = self._palette is not None
        with WarpedVRT(
            dataset,
            src_crs=self._crs,
            crs=f"EPSG:{WEB_MERCATOR}",
            transform=Affine(step / _SIDE, 0, west, 0, -step / _SIDE, north),
            width=_SIDE,
            height=_SIDE,
            resampling=Resampling.nearest if exact else Resampling.bilinear,
            add_alpha=MaskFlags.nodata not in flags and MaskFlags.alpha not in flags,
        ) as warped:
            values = warped.read(self._bands)
            valid = warped.dataset_mask() > 0
        return values, valid

    def _coloured(
        self, values: npt.NDArray[Any], valid: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.uint8]:
        pixels = np.zeros((_SIDE, _SIDE, 4), dtype=np.uint8)
        if self._palette is not None:
            pixels[:] = self._palette[np.clip(values[0], 0, 255).astype(np.uint8)]
        else:
            pixels[..., :3] = np.moveaxis(self._as_bytes(values), 0, -1)
            pixels[..., 3] = 255
        pixels[~valid] = 0
        return pixels

    def _as_bytes(self, values: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        if self._stretch is None:
            return values.astype(np.uint8)
        low, high = self._stretch
        share = (np.nan_to_num(values.astype(np.float64)) - low) / (high - low)
        return (np.clip(share, 0, 1) * 255).astype(np.uint8)

    def _read_stretch(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
        """What becomes black and white in each band; None for bytes, shown as they are."""
        dataset = self._dataset
        if all(dataset.dtypes[band - 1] == "uint8" for band in self._bands):
            return None
        rows, columns = (min(_SAMPLE, side) for side in (dataset.height, dataset.width))
        sample = dataset.read(
            self._bands, out_shape=(len(self._bands), rows, columns), masked=True
        ).astype(np.float64)
        ends = []
        for band in np.ma.masked_invalid(sample):
            seen = band.compressed()
            low, high = np.percentile(seen, _STRETCH) if seen.size else (0.0, 1.0)
            ends.append((low, high if high > low else low + 1))
        low, high = (np.array(side).reshape(-1, 1, 1) for side in zip(*ends, strict=True))
        return low, high

    def _read_facts(self, path: Path, remark: str) -> BaseMapFacts:
        from rasterio.warp import transform_bounds

        dataset = self._dataset
        bounds = transform_bounds(self._crs, "EPSG:4326", *dataset.bounds)
        west, south, east, north = bounds
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise _refused(path, "坐标超出坐标系的范围，X、Y 可能颠倒", _REMEDY_PLACE)
        edges = transform_bounds(self._crs, f"EPSG:{WEB_MERCATOR}", *dataset.bounds)
        # As fine as the finer side of a pixel.
        size = min((edges[2] - edges[0]) / dataset.width, (edges[3] - edges[1]) / dataset.height)
        finest = math.ceil(math.log2(2 * _HALF_WORLD / _SIDE / size)) if size > 0 else 0
        finest = min(max(finest, 0), _FINEST)
        bare = max(dataset.width, dataset.height) > _LARGE and not dataset.overviews(1)
        without = "没有金字塔，缩小后不显示；可在 QGIS 里为它建立金字塔" if bare else ""
        return BaseMapFacts(
            title=path.stem,
            form="GeoTIFF",
            vector=False,
            bounds=(west, south, east, north),
            coarsest=max(finest - _LEVELS_WITHOUT_OVERVIEWS, 0) if bare else 0,
            finest=finest,
            attribution=str(dataset.tags().get("TIFFTAG_COPYRIGHT", "")),
            note="。".join(part for part in (remark, without) if part),
        )


def _placed(path: Path, dataset: "DatasetReader") -> "tuple[CRS, str]":
    """The coordinate system, and a remark if the file does not name it but its numbers do."""
    from rasterio.crs import CRS

    if dataset.transform.is_identity:
        raise _refused(path, "只是图片，没有坐标", _REMEDY_PLACE)
    if dataset.crs is not None:
        return dataset.crs, ""
    x, y = dataset.xy(dataset.height // 2, dataset.width // 2)
    guess = detect_crs(x, y)
    if guess.epsg is None or guess.swapped:
        reason = (
            "文件没有写明坐标系，而且 X、Y 颠倒了"
            if guess.swapped
            else "文件没有写明坐标系，从坐标值也看不出是哪一种"
        )
        raise _refused(path, reason, _REMEDY_PLACE)
    return CRS.from_epsg(guess.epsg), (
        f"文件没有写明坐标系，按坐标值判断为{guess.description}；"
        "与图层对不上时，请在 QGIS 里为它指定坐标系"
    )


def _read_last_pixel(dataset: "DatasetReader") -> None:
    """Fails with OSError where the end of the file is missing, before it is taken for a base map."""
    from rasterio.windows import Window

    dataset.read(1, window=Window(dataset.width - 1, dataset.height - 1, 1, 1))


def _shown_bands(dataset: "DatasetReader") -> list[int]:
    """Red, green and blue, or one band three times as grey."""
    from rasterio.enums import ColorInterp

    roles = dataset.colorinterp
    primary = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    if all(role in roles for role in primary):
        return [roles.index(role) + 1 for role in primary]
    colours = [place + 1 for place, role in enumerate(roles) if role is not ColorInterp.alpha]
    return colours[:3] if len(colours) >= 3 else [colours[0]] * 3


def _palette(dataset: "DatasetReader") -> npt.NDArray[np.uint8] | None:
    from rasterio.enums import ColorInterp

    if dataset.colorinterp[0] is not ColorInterp.palette or dataset.dtypes[0] != "uint8":
        return None
    table = np.zeros((256, 4), dtype=np.uint8)
    for value, colour in dataset.colormap(1).items():
        table[value] = colour
    return table


_REMEDY_PLACE = (
    "在 QGIS 里给它指定坐标系（图层 › 另存为，选 EPSG:4548 等）再选择；或换带坐标的文件。"
)


def _refused(path: Path, reason: str, remedy: str = "重新复制或下载这个文件。") -> BadInputError:
    return BadInputError("不能用作底图", file=str(path), reason=reason, remedy=remedy)
