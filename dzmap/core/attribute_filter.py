"""Conditions on the attributes of a table's rows, as an official writes them: column, comparison, value."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.quantities import QuantityError, parse_quantity


class Comparison(Enum):
    """How a cell is compared; the values are what the user sees."""

    EQUAL = "="
    UNEQUAL = "≠"
    AT_LEAST = "≥"
    AT_MOST = "≤"
    ABOVE = ">"
    BELOW = "<"
    CONTAINS = "包含"
    ONE_OF = "属于"  # values separated by 、 or comma
    MISSING = "未填报"
    GIVEN = "已填报"


@dataclass(frozen=True)
class FilterRow:
    """One comparison; ``value`` is as typed and ignored by 未填报 and 已填报."""

    column: str
    comparison: Comparison
    value: str = ""


@dataclass(frozen=True)
class AttributeFilter:
    """Rows joined by 且 or, with ``any_of``, by 或; no row lets everything through."""

    rows: tuple[FilterRow, ...] = ()
    any_of: bool = False

    def keep(self, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Which rows of ``frame`` fulfil the condition; a missing cell fulfils only 未填报.

        Returns:
            A mask with one entry per row.

        Raises:
            FilterError: a column is not there, or a value is no number where one is needed.
        """
        if not self.rows:
            return np.ones(len(frame), dtype=np.bool_)
        masks = [_mask(frame, row) for row in self.rows]
        combine = np.logical_or if self.any_of else np.logical_and
        return np.asarray(combine.reduce(masks), dtype=np.bool_)


class FilterError(ValueError):
    """A condition that cannot be tested; the text is Chinese and says why."""


_ORDERED = {
    Comparison.AT_LEAST: np.greater_equal,
    Comparison.AT_MOST: np.less_equal,
    Comparison.ABOVE: np.greater,
    Comparison.BELOW: np.less,
}


def _mask(frame: pd.DataFrame, row: FilterRow) -> npt.NDArray[np.bool_]:
    if row.column not in frame.columns:
        raise FilterError(f"没有“{row.column}”这一列")
    values = frame[row.column]
    given = values.notna().to_numpy()
    if row.comparison is Comparison.MISSING:
        return ~given
    if row.comparison is Comparison.GIVEN:
        return given
    if row.comparison in _ORDERED:
        return _compared(values, row) & given
    return _matched(values, row) & given


def _compared(values: pd.Series, row: FilterRow) -> npt.NDArray[np.bool_]:
    compare = _ORDERED[row.comparison]
    if pd.api.types.is_datetime64_any_dtype(values):
        return np.asarray(compare(values.to_numpy(), np.datetime64(_day(row))), dtype=np.bool_)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(compare(numbers, _number(row.value)), dtype=np.bool_)


def _matched(values: pd.Series, row: FilterRow) -> npt.NDArray[np.bool_]:
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if row.comparison is Comparison.CONTAINS:
        found = values.astype("str").str.contains(row.value.strip(), case=False, regex=False)
        return found.fillna(False).to_numpy(dtype=np.bool_)
    wanted = _listed(row.value) if row.comparison is Comparison.ONE_OF else [row.value.strip()]
    if numeric:
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        equal = np.isin(numbers, [_number(text) for text in wanted])
    elif pd.api.types.is_datetime64_any_dtype(values):
        equal = values.dt.strftime("%Y-%m-%d").isin(wanted).to_numpy(dtype=np.bool_)
    else:
        equal = values.astype("str").isin(wanted).to_numpy(dtype=np.bool_)
    return ~equal if row.comparison is Comparison.UNEQUAL else equal


def _listed(text: str) -> list[str]:
    for mark in "，,；;":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]


def _number(text: str) -> float:
    try:
        number = parse_quantity(text)
    except QuantityError as error:
        raise FilterError(f"“{text}”不是数字") from error
    if number is None:
        raise FilterError("还没有填数字")
    return number


def _day(row: FilterRow) -> str:
    try:
        return pd.Timestamp(row.value.strip()).date().isoformat()
    except ValueError as error:
        raise FilterError(f"“{row.value}”不是日期，写成 2021-12-31") from error
