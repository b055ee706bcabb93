"""The values of canonical columns as plain Python, fit for JSON and for sqlite alike."""

from typing import Any

import numpy as np
import pandas as pd


def cells(series: "pd.Series[Any]", kind: str) -> list[Any]:
    """The values of a column of the given ``Column.kind``; None where missing.

    Text as str, int as int, real as float, bool as bool, dates as ``YYYY-MM-DD``.
    """
    if kind in ("int", "bool"):
        return [None if value is pd.NA else value for value in series.tolist()]
    values = series.dt.strftime("%Y-%m-%d") if kind == "date" else series
    objects = np.array(values.to_numpy(dtype=object))
    objects[objects != objects] = None  # noqa: PLR0124 - only NaN differs from itself
    plain: list[Any] = objects.tolist()
    return plain
