"""A DataFrame as a Qt table model: virtual, sortable, filterable, with pinned rows at the end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from typing_extensions import override

from dzmap.core.quantities import format_number, is_missing
from dzmap.ui.plain_text import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
Positions = npt.NDArray[np.intp]
PINNED_ROLE = Qt.ItemDataRole.UserRole + 1
_BLANK = "—"
_FORMULA = ("=", "+", "-", "@")
_ROOT = QModelIndex()


@dataclass(frozen=True, kw_only=True)
class FrameColumn:
    """How a column of the frame is shown; ``text`` overrules the formatting of its values."""

    name: str
    header: str
    number: bool = False
    decimals: int = 2
    text: Callable[[object], str] | None = None
    widest: int = 176  # pixels that its first width may take
    editable: bool = False
    entries: Callable[[], list[tuple[str, str]] | None] | None = None
    """Stored and shown value of all it may hold, for a cell that is chosen and not typed."""
    bar: bool = False  # a share in %: drawn as a bar too

    def shown(self, value: object) -> str:
        """A cell as text: 未填报 for a missing number, — for a missing text."""
        if self.text is not None:
            return self.text(value)
        if self.number:
            return format_number(None if is_missing(value) else float(str(value)), self.decimals)
        return _BLANK if is_missing(value) else str(value)

    def copied(self, value: object) -> str:
        """A cell for the clipboard: numbers without separators, nothing for what is missing.

        Excel would run a text that looks like a formula; an apostrophe before it keeps it a text.
        """
        if is_missing(value):
            return ""
        if self.number:
            return f"{float(str(value)):.{self.decimals}f}"
        text = " ".join(self.shown(value).split("\t")).replace("\r", " ").replace("\n", " ")
        return f"'{text}" if text.startswith(_FORMULA) else text

    def typed(self, value: object) -> str:
        """A cell as one would type it: numbers with all their digits, days without a time."""
        if is_missing(value):
            return ""
        if self.number:
            return f"{float(str(value)):.10g}"
        return str(value)[:10] if isinstance(value, datetime | np.datetime64) else str(value)


@dataclass(frozen=True)
class Filter:
    """A named condition on the rows; ``keep`` gives a mask over the whole frame."""

    key: str
    text: str
    keep: Callable[[pd.DataFrame], npt.NDArray[np.bool_]]


class FrameModel(QAbstractTableModel):
    """Shows some rows of a frame in some order, then the pinned rows.

    The frame is never changed. ``rows_changed`` tells that filter, order or frame changed;
    ``typed`` carries id, column and text of a cell that somebody wants to be another.
    """

    rearranging = Signal()  # rows are about to get other places: what holds rows must let go
    rows_changed = Signal()
    typed = Signal(str, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = pd.DataFrame({"id": pd.Series(dtype="object")})
        self.columns: tuple[FrameColumn, ...] = ()
        self.filters: dict[str, Filter] = {}
        self._pinned = self.frame
        self._arrays: dict[str, npt.NDArray[Any]] = {}
        self._keys: dict[str, npt.NDArray[np.float64]] = {}
        self._order: Positions = np.arange(0)
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    def set_frame(
        self,
        frame: pd.DataFrame,
        columns: Iterable[FrameColumn],
        pinned: pd.DataFrame | None = None,
    ) -> None:
        """Show another frame (with an ``id`` column); order and filters are applied to it anew."""
        self.beginResetModel()
        self.frame = frame
        self._arrays.clear()
        self._keys.clear()
        self.columns = tuple(columns)
        self._pinned = frame.iloc[:0] if pinned is None else pinned
        self._arrange()
        self.endResetModel()
        self.rows_changed.emit()

    def set_filter(self, condition: Filter) -> None:
        """Add a condition; the one with the same key is replaced."""
        self.filters[condition.key] = condition
        self._rearrange()

    def drop_filter(self, key: str) -> None:
        """Take a condition away."""
        if self.filters.pop(key, None) is not None:
            self._rearrange()

    def clear_filters(self) -> None:
        """Show every row again."""
        self.filters.clear()
        self._rearrange()

    def ids(self, rows: Iterable[int]) -> list[str]:
        """The ids of rows as shown; pinned rows have none."""
        wanted = np.fromiter(rows, dtype=np.intp)
        wanted = wanted[wanted < len(self._order)]
        return list(map(str, self._values("id")[self._order[wanted]].tolist()))

    def rows_of(self, ids: Iterable[str]) -> Positions:
        """The shown rows with these ids, in order."""
        wanted = self.frame["id"].isin(list(ids)).to_numpy()
        return np.flatnonzero(wanted[self._order])

    def positions(self) -> Positions:
        """The positions in the frame of the rows that are shown, in order."""
        return self._order

    def shown_count(self) -> int:
        """How many rows the filters let through."""
        return len(self._order)

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._order) + len(self._pinned)

    @override
    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == PINNED_ROLE:
            return index.row() >= len(self._order)
        value = self.value(index.row(), index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.header} {column.shown(value)}"
        if role == Qt.ItemDataRole.EditRole:
            return column.copied(value)
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        text = column.shown(value) if shown else None
        return plain_tip(text) if text and role == Qt.ItemDataRole.ToolTipRole else text

    @override
    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        of_frame = index.isValid() and index.row() < len(self._order)
        if of_frame and self.columns[index.column()].editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @override
    def setData(self, index: AnyIndex, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass on what was typed; the cell changes when the frame comes back changed."""
        if role == Qt.ItemDataRole.EditRole and self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            column = self.columns[index.column()].name
            self.typed.emit(self.ids([index.row()])[0], column, str(value))
        return False

    def value(self, row: int, column: int) -> object:
        """The value behind a cell."""
        name = self.columns[column].name
        if row < len(self._order):
            return self._values(name)[self._order[row]]
        source = self._pinned
        return source[name].iloc[row - len(self._order)] if name in source else None

    def _values(self, name: str) -> npt.NDArray[Any]:
        """A column as an array: cell by cell, pandas would take thirty times as long."""
        values = self._arrays.get(name)
        if values is None:
            values = self._arrays[name] = self.frame[name].to_numpy()
        return values

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.columns[section].header)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].header
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = self.columns[section].number
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order) if 0 <= column < len(self.columns) else None
        self._rearrange()

    def _rearrange(self) -> None:
        self.rearranging.emit()
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [
            (self._order[index.row()] if index.row() < len(self._order) else -1, index.column())
            for index in before
        ]
        self._arrange()
        place = {int(position): row for row, position in enumerate(self._order)} if kept else {}
        after = [
            self.index(place[position], column) if position in place else QModelIndex()
            for position, column in kept
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
        self.rows_changed.emit()

    def _arrange(self) -> None:
        keep = np.ones(len(self.frame), dtype=bool)
        for condition in self.filters.values():
            keep &= condition.keep(self.frame)
        order = np.flatnonzero(keep)
        if self._sorted_by is not None and self._sorted_by[0] < len(self.columns):
            column, direction = self._sorted_by
            keys = self._sort_keys(self.columns[column].name)[order]
            # What is missing (NaN) stands at the end in both directions.
            descending = direction is Qt.SortOrder.DescendingOrder
            order = order[np.argsort(-keys if descending else keys, kind="stable")]
        self._order = order

    def _sort_keys(self, name: str) -> npt.NDArray[np.float64]:
        """A column as numbers that sort like its values, made once; NaN where it is missing."""
        keys = self._keys.get(name)
        if keys is None:
            keys = self._keys[name] = _sort_keys(self.frame[name])
        return keys


def _sort_keys(values: "pd.Series[Any]") -> npt.NDArray[np.float64]:
    if pd.api.types.is_numeric_dtype(values.dtype):
        return np.asarray(values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan))
    if pd.api.types.is_string_dtype(values.dtype):
        from dzmap.services.text_order import MISSING, text_ranks

        ranks = text_ranks(values).astype(np.float64)
        return np.where(ranks == MISSING, np.nan, ranks)
    return np.asarray(values.rank(method="dense"), dtype=np.float64)
