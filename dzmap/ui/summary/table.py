"""The summary as a table: groups that scroll, and below them 未落图 and 合计 always in sight."""

from collections.abc import Iterable

import pandas as pd
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.quantities import (
    WAN_YUAN_PER_YI_YUAN,
    format_change,
    format_number,
    is_missing,
)
from dzmap.core.summary import BY, Summary
from dzmap.ui.i18n import tr
from dzmap.ui.summary.bars import UNPLACED as HATCH
from dzmap.ui.summary.calculation import TOTAL
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

_WIDTHS = {
    "name": 120,
    "projects": 70,
    "planned": 96,
    "completed": 96,
    "rate": 170,
    "change": 84,
    "enterprises": 96,
    "revenue": 100,
    "tax": 92,
}
_RATE_TEXT = 64
_LINE = 1  # above the pinned rows


class _Cells(QStyledItemDelegate):
    """Draws the rate as a bar, and the pinned rows on their own ground."""

    def __init__(self, theme: Theme, model: FrameModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        kind = self._kind(index)
        if kind or self._column(index) == "completed":
            font = QFont(option.font)
            font.setWeight(QFont.Weight.Bold)
            option.font = font
        if kind == "rest" and self._column(index) == "name":
            option.palette.setColor(
                option.palette.ColorRole.Text, self._theme.colours.color("warn_text")
            )

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        self._draw_ground(painter, cell, self._kind(index))
        rate = self._model.value(index.row(), index.column())
        bar = self._column(index) == "rate" and not is_missing(rate)
        style = cell.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        if bar:
            self._draw_bar(painter, cell, float(str(rate)) / 100, self._kind(index))

    def _draw_ground(self, painter: QPainter, cell: QStyleOptionViewItem, kind: str) -> None:
        colours, rect = self._theme.colours, cell.rect
        if kind == "rest":
            painter.fillRect(rect, colours.color("warn_bg"))
            tint = colours.color("warn_line")
            tint.setAlpha(70)
            painter.fillRect(rect, QBrush(tint, Qt.BrushStyle.BDiagPattern))
        elif kind == TOTAL:
            painter.fillRect(rect, colours.color("status"))

    def _draw_bar(
        self, painter: QPainter, cell: QStyleOptionViewItem, rate: float, kind: str
    ) -> None:
        colours = self._theme.colours
        room = QRectF(cell.rect).adjusted(10, 0, -10 - _RATE_TEXT * self._theme.scale, 0)
        if room.width() < 24:
            return
        track = QRectF(room.left(), room.center().y() - 4, room.width(), 8)
        painter.fillRect(track, colours.color("line"))
        track.setWidth(track.width() * min(max(rate, 0.0), 1.0))
        painter.fillRect(track, QColor(HATCH) if kind == "rest" else colours.color("accent"))

    def _kind(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Nothing for a group, rest for 未落图 and the like, total for 合计."""
        frame = self._model.frame
        return str(frame["kind"].iloc[self._model.positions()[index.row()]])

    def _column(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return self._model.columns[index.column()].name


class SummaryTable(QWidget):
    """``chosen`` carries the ids of the selected groups or rest rows."""

    chosen = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.groups, self.pinned = FrameModel(self), FrameModel(self)
        self.view, self.pinned_view = FrameView(self.groups), FrameView(self.pinned)
        for view, model in ((self.view, self.groups), (self.pinned_view, self.pinned)):
            cells = _Cells(theme, model, self)
            frozen = view.findChild(QTableView, "frozen")
            for part in (view, frozen):
                if part is not None:
                    part.setItemDelegate(cells)
        self.pinned_view.setObjectName("pinned")
        self.pinned_view.setFrameShape(QFrame.Shape.NoFrame)
        self.pinned_view.setAccessibleName(tr("未落图与合计"))
        self._hide_headers()
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.view.setHorizontalScrollBarPolicy(off)
        self.pinned_view.setVerticalScrollBarPolicy(off)
        self.view.horizontalHeader().sectionResized.connect(self._follow_width)
        self.view.horizontalScrollBar().valueChanged.connect(
            self.pinned_view.horizontalScrollBar().setValue
        )
        self.pinned_view.horizontalScrollBar().valueChanged.connect(
            self.view.horizontalScrollBar().setValue
        )
        self.pinned_view.horizontalScrollBar().rangeChanged.connect(lambda *_: self._fit())
        self.view.chosen.connect(lambda ids: self._choose(self.pinned_view, ids))
        self.pinned_view.chosen.connect(lambda ids: self._choose(self.view, ids))
        theme.changed.connect(self._share_width)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.pinned_view)

    def show_summary(self, summary: Summary) -> None:
        """Show another summary; the rest rows and the total stay at the bottom."""
        columns = _columns(summary.by)
        self.groups.set_frame(table_frame(summary.groups), columns)
        rest, total = table_frame(summary.rest, "rest"), table_frame(summary.total, TOTAL)
        pinned = pd.concat([rest, total.assign(id=TOTAL)], ignore_index=True)
        self.pinned.set_frame(pinned, columns)
        self.view.setAccessibleName(summary.title)
        self._hide_headers()
        self._share_width()
        self._fit()

    def clear(self) -> None:
        """Show nothing."""
        for model in (self.groups, self.pinned):
            model.set_frame(pd.DataFrame({"id": pd.Series(dtype="object")}), ())
        self._fit()

    def show_selected(self, groups: Iterable[str]) -> None:
        """Select rows without telling."""
        wanted = list(groups)
        for view in (self.view, self.pinned_view):
            view.show_selected(wanted)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _choose(self, other: FrameView, ids: list[str]) -> None:
        if ids:
            other.show_selected([])
        if ids != [TOTAL]:
            self.chosen.emit(ids)

    def _hide_headers(self) -> None:
        self.pinned_view.horizontalHeader().hide()
        frozen = self.pinned_view.findChild(QTableView, "frozen")
        if frozen is not None:
            frozen.horizontalHeader().hide()

    def _fit(self) -> None:
        """The pinned rows are as high as they are many."""
        row = row_height(QApplication.font())
        bar = self.pinned_view.horizontalScrollBar()
        scroll = bar.sizeHint().height() if bar.maximum() > 0 else 0
        self.pinned_view.setFixedHeight(row * self.pinned.rowCount() + scroll + _LINE)

    def _share_width(self) -> None:
        """Columns get their least width; the bar of the rate takes what is left."""
        columns = self.groups.columns
        least = [round(_WIDTHS.get(one.name, 96) * self._theme.scale) for one in columns]
        room = self.view.viewport().width() - sum(least)
        for index, column in enumerate(columns):
            extra = max(room, 0) if column.name == "rate" else 0
            self.view.setColumnWidth(index, least[index] + extra)
            self.pinned_view.setColumnWidth(index, least[index] + extra)

    def _follow_width(self, column: int, _old: int, new: int) -> None:
        self.pinned_view.setColumnWidth(column, new)


def table_frame(rows: pd.DataFrame, kind: str = "") -> pd.DataFrame:
    """Rows of a summary in the units of the headers, so that what is copied is what is shown.

    Columns id, kind, name, projects, planned, completed, rate, change, enterprises, revenue, tax;
    money in 亿元, rate and change in percent.
    """
    return pd.DataFrame(
        {
            "id": rows["id"].astype(str),
            "kind": kind,
            "name": rows["name"],
            "projects": rows["projects"],
            "planned": rows["planned_wan_yuan"] / WAN_YUAN_PER_YI_YUAN,
            "completed": rows["completed_wan_yuan"] / WAN_YUAN_PER_YI_YUAN,
            "rate": rows["rate"] * 100,
            "change": rows["change"] * 100,
            "enterprises": rows["enterprises"],
            "revenue": rows["revenue_wan_yuan"] / WAN_YUAN_PER_YI_YUAN,
            "tax": rows["tax_wan_yuan"] / WAN_YUAN_PER_YI_YUAN,
        }
    )


def _rate_text(value: object) -> str:
    return "—" if is_missing(value) else format_number(float(str(value)), 1)


def _change_text(value: object) -> str:
    if is_missing(value):
        return "—"
    return format_change(float(str(value)) / 100).removesuffix(" %")


def _columns(by: str) -> tuple[FrameColumn, ...]:
    return (
        FrameColumn(name="name", header=tr(BY[by])),
        FrameColumn(name="projects", header=tr("项目 个"), number=True, decimals=0),
        FrameColumn(name="planned", header=tr("计划 亿元"), number=True),
        FrameColumn(name="completed", header=tr("完成 亿元"), number=True),
        FrameColumn(name="rate", header=tr("完成率 %"), number=True, decimals=1, text=_rate_text),
        FrameColumn(name="change", header=tr("同比 %"), number=True, text=_change_text),
        FrameColumn(name="enterprises", header=tr("规上企业 家"), number=True, decimals=0),
        FrameColumn(name="revenue", header=tr("营收 亿元"), number=True),
        FrameColumn(name="tax", header=tr("税收 亿元"), number=True),
    )
