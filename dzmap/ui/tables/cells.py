"""Cells of a frame's view: pinned rows, bars under shares, and what one types a value into."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from dzmap.core.quantities import is_missing
from dzmap.ui.tables.frame_model import FrameModel

_BAR, _MARGIN = 3.0, 6.0  # height of a bar, and what is left free beside it
_FRAME = 2.0  # width of the frame of the current cell
_WHOLE = 100.0


class Cells(QStyledItemDelegate):
    """Pinned rows stand on a hatched ground in bold; a combo or a line changes a cell."""

    def __init__(
        self, model: FrameModel, view: QAbstractItemView, is_marked: Callable[[int], bool]
    ) -> None:
        """Make the delegate of one view; ``is_marked`` tells rows that are selected by a mark."""
        super().__init__(view)
        self._frame_model = model
        self._view = view
        self._is_marked = is_marked

    def _is_pinned(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        return index.row() >= self._frame_model.shown_count()

    @override
    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if self._is_marked(index.row()):
            option.state |= QStyle.StateFlag.State_Selected
        if self._is_pinned(index):
            font = QFont(option.font)
            font.setWeight(QFont.Weight.Bold)
            option.font = font

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if self._is_pinned(index):
            ground = QColor(option.palette.mid().color())
            ground.setAlpha(70)
            painter.fillRect(option.rect, QBrush(ground, Qt.BrushStyle.BDiagPattern))
        super().paint(painter, option, index)
        column = self._frame_model.columns[index.column()]
        if column.bar:
            self._draw_bar(painter, option, index)
        if column.editable and index == self._view.currentIndex():
            self._frame_current(painter, option)

    @staticmethod
    def _frame_current(painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Rows are selected as a whole: a frame says where typing and pasting begin."""
        painter.save()
        painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Link), _FRAME))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = _FRAME / 2
        painter.drawRect(QRectF(option.rect).adjusted(inset, inset, -inset, -inset))
        painter.restore()

    def _draw_bar(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """A track of 100 % under the number, filled as far as the share goes."""
        value = self._frame_model.value(index.row(), index.column())
        if is_missing(value):
            return
        room = QRectF(option.rect).adjusted(_MARGIN, 0, -_MARGIN, -2)
        track = QRectF(room.left(), room.bottom() - _BAR, room.width(), _BAR)
        share = min(max(float(str(value)) / _WHOLE, 0.0), 1.0)
        filled = QRectF(track.left(), track.top(), track.width() * share, _BAR)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = QColor(option.palette.color(QPalette.ColorRole.Text))
        ground.setAlpha(40)
        ink = QPalette.ColorRole.Text if selected else QPalette.ColorRole.Link
        painter.fillRect(track, ground)
        painter.fillRect(filled, option.palette.color(ink))

    @override
    def createEditor(
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        column = self._frame_model.columns[index.column()]
        entries = column.entries() if column.entries is not None else None
        if entries is None:
            line = QLineEdit(parent)
            line.setFrame(False)
            line.setAccessibleName(column.header)
            if column.number:
                line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            return line
        combo = QComboBox(parent)
        combo.setAccessibleName(column.header)
        combo.addItem("", "")
        for stored, shown in entries:
            combo.addItem(shown, stored)
        combo.activated.connect(lambda: self._finish(combo))
        return combo

    def _finish(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    @override
    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        value = self._frame_model.value(index.row(), index.column())
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(editor.findText("" if is_missing(value) else str(value)), 0))
        elif isinstance(editor, QLineEdit):
            editor.setText(self._frame_model.columns[index.column()].typed(value))
            editor.setModified(False)
            editor.selectAll()

    @override
    def setModelData(
        self,
        editor: QWidget,
        model: QAbstractItemModel,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        if isinstance(editor, QComboBox):
            model.setData(index, str(editor.currentData()))
        elif isinstance(editor, QLineEdit) and editor.isModified():
            model.setData(index, editor.text())
