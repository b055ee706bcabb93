"""Whole tables in and out of a GeoPackage, through pyogrio."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyogrio.errors
import shapely

from dzmap.core.frames import STORAGE_CRS, conform
from dzmap.core.problems import KnownError
from dzmap.core.tables import Table
from dzmap.storage.cells import cells

GEOMETRY_COLUMN = "geom"

# Newer versions make the QGIS of a few years ago warn about every file.
DATASET_OPTIONS = {"VERSION": "1.3"}
_PART = 20_000
_LITTLE = 1_000_000  # bytes; less than the smallest project
_DTYPES = {"text": "str"}
_SYNCHRONOUS = "OGR_SQLITE_SYNCHRONOUS"
_GEOMETRY_TYPE = {"Geometry": "Unknown"}


@contextmanager
def unflushed() -> Iterator[None]:
    """While writing a draft that is flushed as a whole at the end: GDAL flushes 200 times else."""
    before = pyogrio.get_gdal_config_option(_SYNCHRONOUS)
    pyogrio.set_gdal_config_options({_SYNCHRONOUS: "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_SYNCHRONOUS: before})


def write_table(
    path: Path, table: Table, frame: pd.DataFrame, *, append: bool, shown: Path
) -> None:
    """Write ``frame`` (as ``conform`` makes it) as a new layer of the GeoPackage at ``path``.

    Spatial tables become feature layers in EPSG:4490 with an R-tree, plain ones attribute tables.

    Args:
        path: file to create, or to add the layer to.
        table: gives name, columns and geometry type.
        frame: canonical rows.
        append: whether the file exists already.
        shown: the path to name in the message should it fail.

    Raises:
        KnownError: the file cannot be written (disk full, no permission).
    """
    fields = np.array([column.name for column in table.columns], dtype=object)
    data: list[npt.NDArray[Any]] = []
    masks: list[npt.NDArray[np.bool_] | None] = []
    for column in table.columns:
        values, mask = _field(frame[column.name], column.kind)
        data.append(values)
        masks.append(mask)
    geometry = None
    if table.geometry:
        geometry = shapely.to_wkb(frame["geometry"].to_numpy())
    try:
        pyogrio.raw.write(
            str(path),
            geometry,
            data,
            fields,
            masks,
            layer=table.name,
            driver="GPKG",
            append=append,
            geometry_type=_GEOMETRY_TYPE.get(table.geometry, table.geometry) or None,
            crs=STORAGE_CRS if table.geometry else None,
            dataset_options=None if append else DATASET_OPTIONS,
            layer_options={"IDENTIFIER": table.zh, "FID": "fid"},
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError) as error:
        # GDAL quotes the whole statement that failed before it says why; on a full disk it does not.
        why = str(error).rpartition("failed: ")[2]
        full = disk_usage(path.parent).free < _LITTLE
        raise KnownError(
            "没有新建项目",
            file=str(shown),
            reason="磁盘空间不足" if full else f"写入“{table.zh}”时出错：{why}",
            remedy="检查磁盘空间和文件夹的写入权限后再试。",
        ) from error


def read_table(path: Path, table: Table) -> pd.DataFrame:
    """All rows of ``table`` in file order, as ``conform`` makes them.

    Columns that other programs added are left out; columns that are absent come as missing values.

    Raises:
        KnownError: the table is not there or cannot be read.
    """
    parts = []
    last = -1
    while True:
        part, last = _read_part(path, table, last)
        parts.append(part)
        if len(part) < _PART:
            break
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _read_part(path: Path, table: Table, after: int) -> tuple[pd.DataFrame, int]:
    """The next rows after the one with fid ``after``, and the fid of the last of them.

    In parts, because pyogrio does not let other threads run while it reads.
    """
    try:
        meta, fids, wkb, fields = pyogrio.raw.read(
            str(path),
            layer=table.name,
            where=f"fid > {after}",
            max_features=_PART,
            return_fids=True,
        )
        frame = _frame(table, meta, fids, wkb, fields)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        shapely.errors.ShapelyError,
        LookupError,  # no column of ids
        ValueError,  # text that is no UTF-8, a geometry that the table cannot hold
    ) as error:
        raise KnownError(
            f"读不出“{table.zh}”",
            file=str(path),
            reason=f"这个图层缺失，或内容已损坏（{error}）",
            remedy="从备份恢复这个文件，或用最近一次另存的副本。原文件没有改动。",
        ) from error
    return frame, int(fids[-1]) if len(fids) else after


def _frame(table: Table, meta: dict[str, Any], fids: Any, wkb: Any, fields: Any) -> pd.DataFrame:
    values = dict(zip(meta["fields"], fields, strict=True))
    # As the trigger of the table does it; an id can still be blanked out in another program.
    ids = values["id"]
    values["id"] = [
        identifier or f"x-{fid}" for identifier, fid in zip(ids, fids.tolist(), strict=True)
    ]
    frame = pd.DataFrame(
        {
            column.name: pd.Series(values[column.name], dtype=_DTYPES.get(column.kind))
            for column in table.columns
            if column.name in values
        }
    )
    if table.geometry:
        frame = gpd.GeoDataFrame(frame, geometry=shapely.from_wkb(wkb), crs=STORAGE_CRS)
    return conform(frame, table)


def _field(
    series: "pd.Series[Any]", kind: str
) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_] | None]:
    """The values as the type that GDAL infers the column type from, and where they are missing."""
    missing = series.isna().to_numpy()
    if kind == "text":
        return np.array(cells(series, kind), dtype=object), None
    if kind == "date":
        return series.to_numpy().astype("datetime64[D]"), None
    if kind == "real":
        return series.to_numpy(), None
    if kind == "int":
        return series.to_numpy(dtype=np.int64, na_value=0), missing
    return series.to_numpy(dtype=bool, na_value=False), missing
