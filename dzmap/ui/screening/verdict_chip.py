"""The verdict as a chip: mark, word and tint, in a table cell and large above the evidence."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from dzmap.core.verdicts import Verdict
from dzmap.ui.i18n import tr
from dzmap.ui.screening.marks import Inks, draw_verdict_mark
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.theme.theme import Theme

VERDICT_ROLE = Qt.ItemDataRole.UserRole + 2
REVIEWED_ROLE = Qt.ItemDataRole.UserRole + 3
"""Whether an official gave the verdict."""
_PAD, _GAP, _RADIUS, _MARK = 6.0, 5.0, 3.0, 15


def chip_size(font: QFont, verdict: Verdict, mark: float, pad: float = _PAD) -> QSize:
    """How large the chip of a verdict is in a font."""
    metrics = QFontMetricsF(font)
    width = pad + mark + _GAP + metrics.horizontalAdvance(verdict_word(verdict)) + pad + 2
    return QSize(round(width), round(max(metrics.height(), mark) + pad))


def draw_chip(  # noqa: PLR0913 - what it looks like, said one by one
    painter: QPainter,
    box: QRectF,
    verdict: Verdict,
    theme: Theme,
    font: QFont,
    *,
    mark: float,
    pad: float = _PAD,
) -> None:
    """Draw a chip that fills ``box``; outlined only under high contrast."""
    ink, ground = theme.colours.verdict(verdict)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if theme.high_contrast:
        ink = QApplication.palette().windowText().color()
        ground = QColor(Qt.GlobalColor.transparent)
        painter.setPen(QPen(ink, 1))
    elif verdict is Verdict.INSUFFICIENT:
        painter.setPen(QPen(theme.colours.color("line_strong"), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    place = QRectF(box.left() + pad, box.center().y() - mark / 2, mark, mark)
    hole = QApplication.palette().base().color() if theme.high_contrast else ground
    draw_verdict_mark(painter, place, verdict, Inks(ink, hole))
    painter.setFont(font)
    painter.setPen(ink)
    text = QRectF(box)
    text.setLeft(place.right() + _GAP)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, verdict_word(verdict))
    painter.restore()


def cell_width(theme: Theme, *, reviewed: bool = False) -> int:
    """How wide a column of chips is, with room for the tag 改判 if rows may have it."""
    font = theme.font(10, bold=True)
    widest = max(chip_size(font, one, _MARK * theme.scale).width() for one in Verdict)
    tag = QFontMetricsF(theme.font(9)).horizontalAdvance(tr("改判")) + 14
    return round(widest + 14 + (tag if reviewed else 0))


class VerdictDelegate(QStyledItemDelegate):
    """Paints the cells of the 结论 column; the model gives the verdict under ``VERDICT_ROLE``."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        style = cell.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        verdict = index.data(VERDICT_ROLE)
        if verdict is None:
            return
        font = self._font()
        size = chip_size(font, Verdict(verdict), self._mark())
        height = min(size.height(), option.rect.height() - 6)
        top = option.rect.center().y() + 1 - height / 2
        box = QRectF(option.rect.left() + 10, top, size.width(), height)
        draw_chip(painter, box, Verdict(verdict), self._theme, font, mark=self._mark())
        if index.data(REVIEWED_ROLE):
            self._draw_tag(painter, box)

    def _draw_tag(self, painter: QPainter, chip: QRectF) -> None:
        """“改判” in a frame behind the chip."""
        font = self._theme.font(9)
        ink = self._theme.colours.color("accent")
        if self._theme.high_contrast:
            ink = QApplication.palette().windowText().color()
        metrics = QFontMetricsF(font)
        width, height = metrics.horizontalAdvance(tr("改判")) + 8, metrics.height() + 2
        box = QRectF(chip.right() + 6, chip.center().y() - height / 2, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink, 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tr("改判"))
        painter.restore()

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        widest = max(chip_size(self._font(), one, self._mark()).width() for one in Verdict)
        return QSize(widest + 20, super().sizeHint(option, index).height())

    def _font(self) -> QFont:
        return self._theme.font(10, bold=True)

    def _mark(self) -> float:
        return _MARK * self._theme.scale


class VerdictChip(QWidget):
    """One large chip."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._verdict = Verdict.INSUFFICIENT
        self.setObjectName("verdictChip")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @property
    def verdict(self) -> Verdict:
        """What it shows."""
        return self._verdict

    def show_verdict(self, verdict: Verdict) -> None:
        """Show another verdict."""
        self._verdict = verdict
        self.setAccessibleName(verdict_word(verdict))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return chip_size(self._font(), self._verdict, self._mark(), 8)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(QPointF(0, 0), self.sizeHint())
        draw_chip(painter, box, self._verdict, self._theme, self._font(), mark=self._mark(), pad=8)

    def _font(self) -> QFont:
        return self._theme.font(13.5, bold=True)

    def _mark(self) -> float:
        return 20 * self._theme.scale
