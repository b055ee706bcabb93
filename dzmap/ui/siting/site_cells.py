"""How cells of the comparison are painted: rank and name, stacked score bar, headings."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from dzmap.core.siting import Group
from dzmap.ui.i18n import tr
from dzmap.ui.siting.site_model import GROUP_ROLE, PARTS_ROLE, RANK_ROLE, SiteModel
from dzmap.ui.siting.weights import part_colour
from dzmap.ui.theme.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
_SCORE_TEXT = 50


class _Cells(QStyledItemDelegate):
    """Draws the ground of a cell; headings stand on their own ground in bold."""

    def __init__(self, theme: Theme, model: SiteModel, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sites = model

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        super().initStyleOption(option, index)
        group = index.data(GROUP_ROLE)
        if group is not None:
            font = QFont(option.font)
            font.setWeight(QFont.Weight.Bold)
            option.font = font
            option.text = f"{'▸' if self._sites.is_folded(group) else '▾'}  {option.text}"
            ink = "error_text" if group is Group.REJECTED else "text"
            option.palette.setColor(option.palette.ColorRole.Text, self._theme.colours.color(ink))

    def ground(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """The cell as the style draws it, a heading on the ground of headers."""
        if index.data(GROUP_ROLE) is not None:
            painter.fillRect(option.rect, self._theme.colours.color("status"))
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)


class TextCells(_Cells):
    """Plain cells: sentences of what keeps a place out stand in the colour of warnings."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        self.ground(painter, cell, index)


class NameCells(_Cells):
    """Rank in a dark disk, the name, ▲2 or ▼1, and a tag at the current place."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        ranked = index.data(RANK_ROLE)
        if ranked is None:
            self.ground(painter, cell, index)
            return
        text, cell.text = cell.text, ""
        self.ground(painter, cell, index)
        rank, moved, here = ranked
        colours, scale = self._theme.colours, self._theme.scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = 20.0 * scale
        box = QRectF(cell.rect)
        disk = QRectF(box.left() + 8, box.center().y() - side / 2, side, side)
        if rank:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.color("text"))
            painter.drawEllipse(disk)
            painter.setPen(colours.color("base"))
            painter.setFont(self._theme.font(9, bold=True))
            painter.drawText(disk, Qt.AlignmentFlag.AlignCenter, str(rank))
        painter.setFont(cell.font)
        painter.setPen(cell.palette.color(cell.palette.ColorRole.Text))
        mark = _move_mark(moved)
        tag = tr("现申报地") if here else ""
        small = self._theme.font(9, bold=True)
        tail = f"{mark} {tag}".strip()
        painter.setFont(small)
        room = painter.fontMetrics().horizontalAdvance(tail) + 8 if tail else 0
        painter.setFont(cell.font)
        place = QRectF(
            disk.right() + 8, box.top(), box.right() - disk.right() - 10 - room, box.height()
        )
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, max(int(place.width()), 10)
        )
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, shown)
        if tail:
            painter.setFont(small)
            ink = "ok_text" if moved > 0 else "error_text" if moved < 0 else "accent"
            painter.setPen(colours.color(ink))
            end = QRectF(box.right() - room, box.top(), room - 4, box.height())
            painter.drawText(end, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, tail)
        painter.restore()


class ScoreCells(_Cells):
    """A bar of three stacked parts with the score behind it."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        parts = index.data(PARTS_ROLE)
        if parts is None or any(part is None for part in parts):
            self.ground(painter, cell, index)
            return
        text, cell.text = cell.text, ""
        self.ground(painter, cell, index)
        box = QRectF(cell.rect).adjusted(10, 0, -8, 0)
        number = _SCORE_TEXT * self._theme.scale
        track = QRectF(box.left(), box.center().y() - 5, max(box.width() - number, 20.0), 11)
        painter.save()
        painter.fillRect(track, self._theme.colours.color("line"))
        left = track.left()
        for part, value in enumerate(parts):
            width = track.width() * value / 100
            painter.fillRect(QRectF(left, track.top(), width, 11), part_colour(self._theme, part))
            left += width
            if width > 3:
                painter.fillRect(QRectF(left - 1, track.top(), 1, 11), cell.palette.base())
        painter.setFont(self._theme.font(10, bold=True))
        painter.setPen(cell.palette.color(cell.palette.ColorRole.Text))
        place = QRectF(track.right(), box.top(), box.right() - track.right(), box.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        painter.restore()


def _move_mark(moved: int) -> str:
    """“▲2” for two ranks up, “▼1” for one down."""
    if not moved:
        return ""
    return f"▲{moved}" if moved > 0 else f"▼{-moved}"
