"""A table of the project under the map: chips, the table, and a foot line with totals."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.quantities import NOT_REPORTED, format_number
from dzmap.services.cell_edits import stored_column
from dzmap.services.listing import PROGRESS, ListedColumn, Listing, Spread, spreads, totals
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.tables.chips import FilterChips
from dzmap.ui.tables.frame_model import Filter, FrameColumn, FrameModel, Positions
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.tables.header_menu import header_menu
from dzmap.ui.theme.theme import Theme

Entries = list[tuple[str, str]]
_SUMMED = ("万元", "亩", "人", "吨标煤")


class TablePanel(QWidget):
    """One listing; ``chosen`` (ids), ``opened`` (id) and ``counted`` (shown, all) tell of it.

    Without rows it says so and offers the way on: ``import_asked``, or clearing the filters.
    """

    chosen = Signal(object)
    opened = Signal(str)
    counted = Signal(int, int)
    import_asked = Signal()

    def __init__(self, theme: Theme, table: str, empty: str, *, importable: bool = True) -> None:
        super().__init__()
        self._importable = importable
        self.table = table
        self.entries: Callable[[str], Entries | None] | None = None
        """Gives what a column may hold; None leaves the table as something to look at."""
        self._listing: Listing | None = None
        self._waiting: Listing | None = None  # until a cell is left
        self.model = FrameModel(self)
        self.view = FrameView(self.model)
        self._chips = FilterChips(theme)
        self._hint = plain_label(empty)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("role", "muted")
        self._hint.setWordWrap(True)
        self._import = QPushButton(tr("导入…"))
        self._import.setProperty("primary", True)
        self._import.clicked.connect(self.import_asked)
        self._clear = QPushButton(tr("清除筛选"))
        self._clear.clicked.connect(self.model.clear_filters)
        self._nothing = self._way_on()
        self._foot = self._foot_line()
        self._counted: tuple[str, Positions] = ("", np.arange(0))
        self._empty = empty
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._chips)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._foot)
        self._chips.removed.connect(self.model.drop_filter)
        self.model.rows_changed.connect(self._rows_changed)
        self.view.chosen.connect(self._chosen)
        self.view.opened.connect(self.opened)
        self.view.header_menu.connect(self._show_header_menu)
        self.view.edit_ended.connect(self._show_waiting, Qt.ConnectionType.QueuedConnection)

    def _foot_line(self) -> QLabel:
        foot = plain_label()
        foot.setProperty("role", "foot")
        foot.installEventFilter(self)
        # A long line of totals must not push the side docks together.
        foot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return foot

    def _way_on(self) -> QWidget:
        """What stands in place of the rows when there are none."""
        nothing = QWidget()
        column = QVBoxLayout(nothing)
        column.addStretch(1)
        for widget in (self._hint, self._import, self._clear):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        return nothing

    def show_listing(self, listing: Listing) -> None:
        """Show other rows; filters and sorting stay. A cell that is being typed is not taken away."""
        if self.view.is_editing():
            self._waiting = listing
            return
        self._waiting = None
        self._listing = listing
        self.view.setAccessibleName(tr(listing.title))
        columns = [self._column(column) for column in listing.columns]
        self.model.set_frame(listing.frame, columns)

    def _show_waiting(self) -> None:
        if self._waiting is not None:
            self.show_listing(self._waiting)

    def _column(self, column: ListedColumn) -> FrameColumn:
        editable = self.entries is not None and stored_column(self.table, column.name) is not None
        return FrameColumn(
            name=column.name,
            header=f"{tr(column.title)} {tr(column.unit) if column.unit else ''}".strip(),
            number=column.number,
            decimals=column.decimals,
            editable=editable,
            entries=partial(self.entries, column.name) if editable and self.entries else None,
            bar=column.name == PROGRESS,
        )

    def set_filter(self, condition: Filter) -> None:
        """Narrow the rows; a chip shows it."""
        self.model.set_filter(condition)

    def drop_filter(self, key: str) -> None:
        """Widen the rows again."""
        self.model.drop_filter(key)

    def show_selected(self, table: str, ids: tuple[str, ...]) -> None:
        """Follow the selection of the window."""
        self.view.show_selected(ids if table == self.table else ())
        self._show_foot()

    def _chosen(self, ids: list[str]) -> None:
        self._show_foot()
        self.chosen.emit(ids)

    def _rows_changed(self) -> None:
        shown, every = self.model.shown_count(), len(self.model.frame)
        filters = {key: condition.text for key, condition in self.model.filters.items()}
        self._chips.show_filters(filters)
        if not every:
            self._hint.setText(self._empty)
        elif not shown:
            reasons = "；".join(filters.values())
            text = tr("没有符合条件的行\n{count} 行都被筛掉了：{reasons}")
            self._hint.setText(text.format(count=f"{every:,}", reasons=reasons))
        self._import.setVisible(self._importable and not every)
        self._clear.setVisible(bool(every))
        self._foot.setVisible(bool(every))
        self._stack.setCurrentWidget(self.view if shown else self._nothing)
        self._show_foot()
        self.counted.emit(shown, every)

    def _show_foot(self) -> None:
        if self._listing is None:
            return
        selected = [row for row in self.view.selected_rows() if row < self.model.shown_count()]
        positions = self.model.positions()
        chosen = positions[selected] if selected else positions
        parts = [
            f"{tr(column.title)} {self._amount(value, column.decimals)} {tr(column.unit)}"
            for column, value in totals(self._listing, chosen)
            if column.unit in _SUMMED
        ]
        of_what = (tr("选中 {count} 行") if selected else tr("合计（{count} 行）")).format(
            count=f"{len(chosen):,}"
        )
        self._foot.setText("　".join([of_what, *parts]))
        self._counted = (of_what, chosen)

    def spread_text(self) -> str:
        """Mean, least and most of each numeric column over the rows that the foot line counts."""
        if self._listing is None:
            return ""
        of_what, chosen = self._counted
        return "\n".join([of_what, *self._spread_lines(spreads(self._listing, chosen))])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Worked out only when somebody asks: it takes longer than the whole rest of the line.
        if watched is self._foot and event.type() is QEvent.Type.ToolTip:
            self._foot.setToolTip(plain_tip(self.spread_text()))
        return super().eventFilter(watched, event)

    def _spread_lines(self, found: list[Spread]) -> list[str]:
        """One line per numeric column that anybody reported."""
        text = tr("{column}：平均 {mean}，最小 {least}，最大 {most}（{count} 行有数）")
        return [
            text.format(
                column=f"{tr(one.column.title)} {tr(one.column.unit) if one.column.unit else ''}".strip(),
                mean=self._amount(one.mean, one.column.decimals),
                least=self._amount(one.least, one.column.decimals),
                most=self._amount(one.most, one.column.decimals),
                count=f"{one.reported:,}",
            )
            for one in found
            if one.reported
        ]

    @staticmethod
    def _amount(value: float, decimals: int) -> str:
        text = format_number(value, decimals)
        return tr(NOT_REPORTED) if text == NOT_REPORTED else text

    def _show_header_menu(self, column: int, at: QPoint) -> None:
        menu = header_menu(self.view, column)
        menu.exec(at)
        menu.deleteLater()
