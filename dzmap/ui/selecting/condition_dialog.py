"""按条件选择 and 按值选择: which rows of a table fulfil what is asked, counted while it is written."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.attribute_filter import FilterError
from dzmap.services.choosable import asked_columns, value_counts
from dzmap.services.listing import Listing
from dzmap.services.selecting import Combination
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.dialog_size import open_size
from dzmap.ui.filter_rows import FilterRows
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.selecting.target import TargetForm
from dzmap.ui.theme.theme import Theme

Load = Callable[[str], Listing]
_DELAY_MS = 150
_MOST_VALUES = 500


class SelectDialog(QDialog):
    """A question to the rows of a table; subclasses say which rows answer it.

    Accepted: ``table``, ``how`` and ``ids`` hold what is to be selected.
    """

    def __init__(
        self, title: str, tables: Sequence[str], current: str, load: Load, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.load = load
        self.target = TargetForm(tables, current)
        self.shown = load(self.target.table)
        self.ids: list[str] = []
        self._note = plain_label()
        self._note.setProperty("role", "secondary")
        self._note.setWordWrap(True)
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self.count)
        self.target.changed.connect(self._change_table)
        self.buttons = dialog_buttons(self, tr("选择"))
        self._go = self.buttons.buttons()[0]

    @property
    def table(self) -> str:
        """The table that is selected in."""
        return self.target.table

    @property
    def how(self) -> Combination:
        """What becomes of the selection there is."""
        return self.target.how

    @property
    def note(self) -> str:
        """What is said about the rows that were found."""
        return self._note.text()

    def lay_out(self, middle: Sequence[QWidget], width: int, height: int) -> None:
        """Put the parts below each other."""
        self.target.finish()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(12)
        for part in (self.target, *middle, self._note, self.buttons):
            layout.addWidget(part)
        open_size(self, width, height)
        self.count()

    def wait(self) -> None:
        """Count soon."""
        self._timer.start()

    def count(self) -> None:
        """Find the rows and say how many there are."""
        self._timer.stop()
        self.ids = []
        try:
            mask = self.matching()
        except FilterError as error:
            self._note.setText(str(error))
        else:
            self.ids = [str(key) for key in self.shown.frame["id"][mask]]
            text = tr("符合 {count:,} 个，共 {total:,} 个")
            self._note.setText(text.format(count=len(self.ids), total=len(mask)))
        self._go.setEnabled(bool(self.ids))

    @override
    def accept(self) -> None:
        """Take what is written now, not what was counted a moment ago."""
        self.count()
        if self.ids:
            super().accept()

    def matching(self) -> npt.NDArray[np.bool_]:
        """Which rows are meant; FilterError says why that cannot be told."""
        raise NotImplementedError

    def fill(self) -> None:
        """Show the columns of the table."""
        raise NotImplementedError

    def _change_table(self) -> None:
        self.shown = self.load(self.target.table)
        self.fill()
        self.count()


class ConditionDialog(SelectDialog):
    """按条件选择: conditions joined by 且 or 或."""

    def __init__(
        self,
        tables: Sequence[str],
        current: str,
        load: Load,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("按条件选择"), tables, current, load, parent)
        self._theme = theme
        middle = QWidget()
        self._room = QVBoxLayout(middle)
        self._room.setContentsMargins(0, 0, 0, 0)
        self.rows = self._rows_of_table()
        self._room.addWidget(self.rows)
        self._room.addStretch()
        self.lay_out([middle], 620, 380)

    @override
    def matching(self) -> npt.NDArray[np.bool_]:
        """Which rows fulfil the conditions."""
        condition = self.rows.filter()
        if condition is None or not condition.rows:
            raise FilterError(tr("写一条条件，例如 税收 ≥ 1000"))
        return condition.keep(self.shown.frame)

    @override
    def fill(self) -> None:
        """Start again with the columns of another table."""
        rows = self._rows_of_table()
        self._room.replaceWidget(self.rows, rows)
        self.rows.hide()
        self.rows.deleteLater()
        self.rows = rows

    def _rows_of_table(self) -> FilterRows:
        rows = FilterRows(self._theme, asked_columns(self.shown), self._offer)
        rows.begin()
        rows.changed.connect(self.wait)
        return rows

    def _offer(self, name: str) -> Sequence[str]:
        """Values of a text column, most frequent first."""
        if any(column.name == name and column.number for column in self.shown.columns):
            return ()
        return [value for value, _ in value_counts(self.shown, name)[:_MOST_VALUES]]


class ValueDialog(SelectDialog):
    """按值选择: rows that have one of the ticked values; those of ``like`` are ticked at first."""

    def __init__(
        self,
        tables: Sequence[str],
        current: str,
        load: Load,
        like: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("按值选择"), tables, current, load, parent)
        self._like = set(like)
        self.column = QComboBox()
        self.values = QListWidget()
        self.values.setAccessibleName(tr("值"))
        self.values.itemChanged.connect(lambda _: self.wait())
        self.column.currentIndexChanged.connect(lambda _: self._show_values())
        self.target.form.addRow(tr("列"), self.column)
        self.fill()
        self.lay_out([self.values], 460, 520)

    @override
    def matching(self) -> npt.NDArray[np.bool_]:
        """Which rows have a ticked value."""
        ticked = [item.data(Qt.ItemDataRole.UserRole) for item in self.items() if _ticked(item)]
        if not ticked:
            raise FilterError(tr("勾选一个或几个值"))
        texts = self.shown.frame[self.column.currentData()].astype("str")
        return np.asarray(texts.isin(ticked), dtype=np.bool_)

    def items(self) -> list[QListWidgetItem]:
        """The values of the column, most frequent first."""
        return [self.values.item(row) for row in range(self.values.count())]

    @override
    def fill(self) -> None:
        """The columns of another table."""
        self.column.blockSignals(True)
        self.column.clear()
        for column in self.shown.columns:
            self.column.addItem(column.header, column.name)
        texts = [column.name for column in self.shown.columns if not column.number]
        # Names differ in every row; what follows them groups.
        wanted = next((name for name in texts if name not in ("name", "uscc", "id")), "name")
        self.column.setCurrentIndex(max(self.column.findData(wanted), 0))
        self.column.blockSignals(False)
        self._show_values()

    def _show_values(self) -> None:
        name = str(self.column.currentData())
        frame = self.shown.frame
        like = set(frame[name][frame["id"].astype("str").isin(self._like)].dropna().astype("str"))
        counted = value_counts(self.shown, name)
        counted.sort(key=lambda one: one[0] not in like)
        self.values.blockSignals(True)
        self.values.clear()
        for value, count in counted[:_MOST_VALUES]:
            item = QListWidgetItem(tr("{value}　{count:,} 个").format(value=value, count=count))
            item.setData(Qt.ItemDataRole.UserRole, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in like else Qt.CheckState.Unchecked)
            self.values.addItem(item)
        self.values.blockSignals(False)
        self.wait()


def _ticked(item: QListWidgetItem) -> bool:
    return item.checkState() is Qt.CheckState.Checked
