"""Numbers that tell whether data are still the same, without keeping the data.

They find changes; they do not protect against somebody who wants to fake one. What is missing does
not count, so that a column that a later version adds changes nothing until it is filled.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

Prints = npt.NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def row_prints(frame: pd.DataFrame, leave_out: Iterable[str] = ()) -> Prints:
    """A 64-bit number per row from all its values; the same for the same row anywhere.

    Args:
        frame: any columns of plain types; geometry counts coordinate for coordinate.
        leave_out: columns that do not count.
    """
    prints: Prints = np.zeros(len(frame), dtype=np.uint64)
    skipped = set(leave_out)
    for name in frame.columns:
        if name in skipped:
            continue
        column = frame[name]
        present = column.notna().to_numpy()
        if present.any():
            hashes = _hashes(column)
            prints += np.where(present, _mixed(hashes ^ _salt(str(name))), np.uint64(0))
    return prints


def frame_digest(frame: pd.DataFrame) -> str:
    """A digest of all rows; their order does not count."""
    return digest_of_prints(row_prints(frame))


def digest_of_prints(prints: Prints) -> str:
    """A digest of rows by their prints; their order does not count."""
    return hashlib.sha256(np.sort(prints).astype("<u8").tobytes()).hexdigest()


def joint_digest(digests: Iterable[str]) -> str:
    """One digest for several."""
    return hashlib.sha256("\n".join(digests).encode("ascii")).hexdigest()


def _hashes(column: "pd.Series[Any]") -> Prints:
    if isinstance(column, gpd.GeoSeries):
        wkb = shapely.to_wkb(column.to_numpy(), byte_order=1)
        return pd.util.hash_array(np.array(wkb, dtype=object), categorize=False)
    if not isinstance(column.dtype, pd.StringDtype) and column.dtype.kind in "iufb":
        values = column.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
        return pd.util.hash_array(values + 0.0)  # -0.0 is 0.0
    texts = column.astype("str").to_numpy(dtype=object)
    return pd.util.hash_array(np.where(pd.isna(texts), "", texts))


def _salt(name: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.sha256(name.encode("utf-8")).digest()[:8], "little"))


def _mixed(hashes: Prints) -> Prints:
    spread = hashes * _ODD
    return spread ^ (spread >> _SHIFT)
