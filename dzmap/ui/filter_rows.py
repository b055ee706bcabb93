"""Rows of column, comparison and value: an ``AttributeFilter`` as an official writes it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.core.quantities import QuantityError, parse_quantity
from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

if TYPE_CHECKING:
    from dzmap.services.style_columns import StyleColumn

Suggest = Callable[[str], Sequence[str]]

_VALUELESS = (Comparison.MISSING, Comparison.GIVEN)
_ORDERED = (Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.ABOVE, Comparison.BELOW)
_TEXTUAL = (Comparison.CONTAINS,)
_WORDS = {
    Comparison.CONTAINS: later("包含"),
    Comparison.ONE_OF: later("属于"),
    Comparison.MISSING: later("未填报"),
    Comparison.GIVEN: later("已填报"),
}


def column_caption(column: "StyleColumn") -> str:
    """“税收（万元）”."""
    return f"{tr(column.zh)}（{column.unit}）" if column.unit else tr(column.zh)


class FilterRows(QWidget):
    """Edits a condition; ``changed`` after every edit, complete or not.

    Args:
        theme: for icons.
        columns: what can be asked about, with Chinese captions and units.
        suggest: values of a column to offer while typing; called once per column.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, columns: "Sequence[StyleColumn]", suggest: Suggest | None = None
    ) -> None:
        super().__init__()
        self._theme = theme
        self._columns = {column.name: column for column in columns}
        self._suggest = suggest
        self._rows: list[_Row] = []
        self._join = QComboBox()
        self._join.setAccessibleName(tr("各行之间"))
        self._join.addItem(tr("全部满足（且）"), False)
        self._join.addItem(tr("满足其一（或）"), True)
        self._join.activated.connect(self.changed)
        self._add = QPushButton(tr("添加条件"))
        theme.dress(self._add, "add")
        self._add.setEnabled(bool(self._columns))
        self._add.clicked.connect(self.begin)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        foot.addWidget(self._join)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._list)
        layout.addLayout(foot)
        self._show_join()

    def filter(self) -> AttributeFilter | None:
        """The condition; None while a row is incomplete (it says why)."""
        if any(row.problem() for row in self._rows):
            return None
        rows = tuple(row.value() for row in self._rows)
        return AttributeFilter(rows, any_of=bool(self._join.currentData()) and len(rows) > 1)

    def set_filter(self, condition: AttributeFilter | None) -> None:
        """Show a condition without telling; rows on unknown columns stay and say so."""
        for row in tuple(self._rows):
            self._drop(row)
        condition = condition or AttributeFilter()
        for wanted in condition.rows:
            self._append().show_row(wanted)
        self._join.setCurrentIndex(int(condition.any_of))
        self._show_join()

    def begin(self) -> None:
        """Add a row to be filled in."""
        row = self._append()
        row.column.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_join()
        self.changed.emit()

    def _append(self) -> "_Row":
        row = _Row(self._theme, self._columns, self._suggest)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self._remove(row))
        self._rows.append(row)
        self._list.addWidget(row)
        return row

    def _remove(self, row: "_Row") -> None:
        self._drop(row)
        self._show_join()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _drop(self, row: "_Row") -> None:
        self._rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show_join(self) -> None:
        self._join.setVisible(len(self._rows) > 1)


class _Row(QWidget):
    """One comparison with what is wrong with it below."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self, theme: Theme, columns: "dict[str, StyleColumn]", suggest: Suggest | None
    ) -> None:
        super().__init__()
        self._columns = columns
        self._suggest = suggest
        self._touched = False
        self.column = QComboBox()
        self.column.setAccessibleName(tr("列"))
        self.column.setMinimumContentsLength(8)
        self.column.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for column in columns.values():
            self.column.addItem(column_caption(column), column.name)
        self.comparison = QComboBox()
        self.comparison.setAccessibleName(tr("比较"))
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("值"))
        drop = tool_button(theme, "dismiss", tr("删除这一行"))
        drop.clicked.connect(self.removed)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self.column, 3)
        line.addWidget(self.comparison)
        line.addWidget(self.field, 3)
        line.addWidget(drop)
        self._error = plain_label()
        self._error.setProperty("state", "error")
        self._error.setWordWrap(True)
        self._error.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addLayout(line)
        box.addWidget(self._error)
        self._offer()
        self.column.activated.connect(self._take_column)
        self.comparison.activated.connect(self._take)
        self.field.textEdited.connect(self._take)

    def value(self) -> FilterRow:
        """What the fields say."""
        return FilterRow(
            str(self.column.currentData()), self._comparison(), self.field.text().strip()
        )

    def show_row(self, row: FilterRow) -> None:
        """Fill the fields without telling."""
        if row.column not in self._columns:
            self.column.addItem(row.column, row.column)
        self.column.setCurrentIndex(self.column.findData(row.column))
        self._offer()
        if self.comparison.findData(row.comparison) < 0:
            self._add_comparison(row.comparison)
        self.comparison.setCurrentIndex(self.comparison.findData(row.comparison))
        self.field.setText(row.value)
        self._touched = True
        self._show_state()

    def problem(self) -> str:
        """Why the row cannot be tested; "" if it can."""
        row = self.value()
        column = self._columns.get(row.column)
        if column is None:
            return tr("没有“{name}”这一列").format(name=row.column)
        if row.comparison in _VALUELESS:
            return ""
        if not row.value:
            return tr("还没有填值")
        if row.comparison in _TEXTUAL or not column.numeric:
            return ""
        parts = row.value.replace("，", "、").replace(",", "、").split("、")
        single = row.comparison is not Comparison.ONE_OF
        for text in [row.value] if single else [part for part in parts if part.strip()]:
            try:
                parse_quantity(text)
            except QuantityError:
                return tr("“{text}”不是数字").format(text=text.strip())
        return ""

    def _comparison(self) -> Comparison:
        found = self.comparison.currentData()
        return found if isinstance(found, Comparison) else Comparison(found)

    def _add_comparison(self, comparison: Comparison) -> None:
        self.comparison.addItem(tr(_WORDS.get(comparison, comparison.value)), comparison)

    def _take_column(self) -> None:
        self._offer()
        self.field.clear()
        self._touched = False
        self._take()

    def _take(self) -> None:
        self._touched = self._touched or bool(self.field.text())
        self._show_state()
        self.changed.emit()

    def _offer(self) -> None:
        """Comparisons and values that suit the column."""
        column = self._columns.get(str(self.column.currentData()))
        unsuited: tuple[Comparison, ...] = ()
        if column is not None and column.kind == "text":
            unsuited = _ORDERED
        if column is not None and column.numeric:
            unsuited = _TEXTUAL
        self.comparison.clear()
        for comparison in Comparison:
            if comparison not in unsuited:
                self._add_comparison(comparison)
        values = self._suggest(column.name) if self._suggest and column is not None else ()
        completer = QCompleter(list(values), self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda _: self._take())
        self.field.setCompleter(completer)
        self.field.setPlaceholderText(column.unit if column is not None else "")

    def _show_state(self) -> None:
        self.field.setEnabled(self._comparison() not in _VALUELESS)
        problem = self.problem() if self._touched else ""
        self._error.setText(problem)
        self._error.setVisible(bool(problem))
