"""Which reading a field's kind needs, for table columns and attribute columns alike."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from dzmap.readers.cells import (
    CellColumn,
    read_choices,
    read_dates,
    read_sets,
    read_texts,
    text_of,
)
from dzmap.readers.codes import read_uscc
from dzmap.readers.findings import Findings
from dzmap.readers.numbers import read_integers, read_numbers, read_ratios

_READERS: dict[str, Callable[[CellColumn, Findings], Any]] = {
    "text": lambda column, _: read_texts(column),
    "set": lambda column, _: read_sets(column),
    "real": read_numbers,
    "ratio": read_ratios,
    "int": read_integers,
    "date": read_dates,
}


def read_column(column: CellColumn, findings: Findings) -> Any:
    """The values of a column as its field wants them, one per row, missing ones None or NaN.

    Industry codes are not read here: they need the classification (``codes.IndustryCells``).
    """
    if column.field.name == "uscc":
        return read_uscc(column, findings)
    if column.field.kind == "text" and column.field.choices:
        return read_choices(column, findings)
    return _READERS[column.field.kind](column, findings)


def require(column: CellColumn, values: Any, findings: Findings) -> None:
    """A required cell that is blank keeps its row out (one that was refused already does)."""
    if not column.field.required:
        return
    for position in np.flatnonzero(pd.isna(values)).tolist():
        if text_of(column.cells[position]) is None:
            column.error(findings, position, "必填，现在是空的。", "补填后再导入。")
