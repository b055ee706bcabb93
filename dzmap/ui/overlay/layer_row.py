"""A row of the layer tree: check box, swatch, name, tags, count."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView
from typing_extensions import override

from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

ID = Qt.ItemDataRole.UserRole + 1
TAGS = Qt.ItemDataRole.UserRole + 2
COUNT = Qt.ItemDataRole.UserRole + 3
NAME = Qt.ItemDataRole.UserRole + 4  # the text as it was before it is edited
LOADING = Qt.ItemDataRole.UserRole + 5  # whether the map has not painted it yet
FACTS = Qt.ItemDataRole.UserRole + 6  # tags and count in full, for screen readers
_RING = 11  # pixels across
_FILTERED = "已筛选"


class LayerDelegate(QStyledItemDelegate):
    """Draws a mark of loading and tags behind the name, and the count at the right end."""

    def __init__(self, theme: Theme, parent: QTreeView) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), row_height(option.font, 30))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        count = index.data(COUNT)
        if count is None:
            super().paint(painter, option, index)
            return
        colours = self._theme.colours
        text = f"{count:,}"
        small = self._theme.font(9)
        right = QRect(option.rect).adjusted(0, 0, -10, 0)
        space_end = right.right() - QFontMetrics(small).horizontalAdvance(text) - 6
        tags: list[str] = index.data(TAGS) or []
        # What is incomplete is said even where the name has to give way.
        tag_font = QFontMetrics(self._theme.font(8.25))
        reserved = sum(tag_font.horizontalAdvance(tag) + 14 for tag in tags if warns(tag))
        loading = bool(index.data(LOADING))
        reserved += (_RING + 8) * loading
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.highlight())
        name_option = QStyleOptionViewItem(option)
        name_option.rect = QRect(option.rect)
        name_option.rect.setRight(space_end - reserved)
        super().paint(painter, name_option, index)
        painter.save()
        painter.setFont(small)
        painter.setPen(colours.color("text2"))
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        # Check box, swatch and gaps take about 52 px before the name.
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        x = option.rect.left() + 52 + option.fontMetrics.horizontalAdvance(name)
        x = min(x, space_end - reserved)
        painter.setFont(self._theme.font(8.25))
        if loading:
            self._ring(painter, QRect(x + 3, option.rect.center().y() - _RING // 2, _RING, _RING))
            x += _RING + 8
        for tag in tags:
            x = self._tag(painter, x, space_end, option.rect, tag)
        painter.restore()

    def _ring(self, painter: QPainter, box: QRect) -> None:
        """A third of a ring stands for work going on; it does not turn, which would keep drawing."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, part in (("line_strong", 360), ("accent", 120)):
            painter.setPen(QPen(self._theme.colours.color(name), 2.5))
            painter.drawArc(box, 90 * 16, -part * 16)
        painter.restore()

    def _tag(self, painter: QPainter, x: int, end: int, row: QRect, tag: str) -> int:
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(tag) + 8
        if x + width > end:
            return end
        colours = self._theme.colours
        box = QRect(x, row.center().y() - metrics.height() // 2, width, metrics.height() + 1)
        warn = warns(tag)
        if warn:
            painter.setBrush(colours.color("warn_bg"))
            painter.setPen(QPen(colours.color("warn_line")))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.color("line_strong")))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(colours.color("warn_text" if warn else "text2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag)
        return x + width + 4


def short(tag: str) -> str:
    """“已筛选 117/250” as 已筛选: the count stands beside it, the tool tip has both numbers."""
    return _FILTERED if tag.startswith(_FILTERED) else tag


def warns(tag: str) -> bool:
    """Whether a layer shows less than one would think, or not what was asked for."""
    incomplete = tag.startswith("覆盖") and not _full(tag)
    return incomplete or tag == _FILTERED or tag.endswith("有误")


def _full(tag: str) -> bool:
    """Whether “覆盖 11/11 县” means all of them."""
    part, _, whole = tag.removeprefix("覆盖").removesuffix("县").strip().partition("/")
    return bool(whole) and part == whole
