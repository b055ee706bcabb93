"""Old verdicts against new ones: a grid whose cells are chosen to see who stands in them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from dzmap.core.impact import CatalogImpact
from dzmap.core.verdicts import Verdict
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening.marks import verdict_icon
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.theme.theme import Theme

Kind = tuple[Verdict, Verdict]


class ImpactMatrix(QTableWidget):
    """Rows are old verdicts, columns new ones; what becomes stricter is red, what becomes milder green.

    ``chosen`` carries the old and new verdict of the chosen cell, None for everybody who changes.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(len(Verdict), len(Verdict), parent)
        self._theme = theme
        self._impact: CatalogImpact | None = None
        self.setObjectName("impactMatrix")
        self.setAccessibleName(tr("原结论（行）与新结论（列）"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.horizontalHeader().setStyleSheet("QHeaderView::section { padding: 0 2px; }")
        self.itemSelectionChanged.connect(self._tell)
        theme.changed.connect(self._fill)
        self._fill()

    @property
    def kind(self) -> Kind | None:
        """The chosen change; None if none is."""
        items = self.selectedItems()
        if not items or items[0].row() == items[0].column():
            return None
        return Verdict(items[0].row()), Verdict(items[0].column())

    def show_impact(self, impact: CatalogImpact) -> None:
        """Another comparison; nothing stays chosen."""
        self._impact = impact
        self._fill()

    def _fill(self) -> None:
        blocked = self.blockSignals(True)
        for place, verdict in enumerate(Verdict):
            across = QTableWidgetItem(verdict_word(verdict, short=True))
            down = QTableWidgetItem(verdict_icon(self._theme, verdict), verdict_word(verdict))
            across.setToolTip(plain_tip(verdict_word(verdict)))
            self.setHorizontalHeaderItem(place, across)
            self.setVerticalHeaderItem(place, down)
        for before in Verdict:
            for after in Verdict:
                self.setItem(before, after, self._cell(before, after))
        self.clearSelection()
        self.blockSignals(blocked)
        row = round(27 * self._theme.scale)
        self.setFixedHeight(row * (len(Verdict) + 1) + 8)

    def _cell(self, before: Verdict, after: Verdict) -> QTableWidgetItem:
        colours = self._theme.colours
        count = 0 if self._impact is None else int(self._impact.matrix[before, after])
        item = QTableWidgetItem(f"{count:,}" if count else "·")
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        words = {"before": verdict_word(before), "after": verdict_word(after), "count": count}
        if before == after:
            item.setForeground(QBrush(colours.color("text2")))
            item.setBackground(QBrush(colours.color("alt")))
            item.setToolTip(plain_tip(tr("{before} 不变：{count} 家").format(**words)))
            return item
        item.setToolTip(plain_tip(tr("{before} 变为 {after}：{count} 家").format(**words)))
        if count:
            font = QFont(self.font())
            font.setBold(True)
            item.setFont(font)
            ink, ground = ("error_text", "error_bg") if after > before else ("ok_text", "ok_bg")
            if not self._theme.high_contrast:
                item.setForeground(QBrush(colours.color(ink)))
                item.setBackground(QBrush(colours.color(ground)))
        return item

    def _tell(self) -> None:
        self.chosen.emit(self.kind)
