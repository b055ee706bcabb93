"""The values of canonical columns as plain Python, fit for JSON and for sqlite alike."""

from typing import Any

import pandas as pd


def cells(series: "pd.Series[Any]", kind: str) -> list[Any]:
    """The values of a column of the given ``Column.kind``; None where missing.

    Text as str, int as int, real as float, bool as bool, dates as ``YYYY-MM-DD``.
    """
    missing = series.isna().to_numpy()
    values: list[Any] = (series.dt.strftime("%Y-%m-%d") if kind == "date" else series).tolist()
    if not missing.any():
        return values
    return [None if gone else value for value, gone in zip(values, missing, strict=True)]
