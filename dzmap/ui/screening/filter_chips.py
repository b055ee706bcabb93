"""Filter by verdict: 全部 and the six verdicts with their counts, one of them chosen."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget
from typing_extensions import override

from dzmap.core.verdicts import Verdict
from dzmap.ui.i18n import tr
from dzmap.ui.overlay.tags import FlowLayout
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening.marks import verdict_icon
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.theme.theme import Theme

_EVERY = -1
_GAP = 6


class VerdictFilter(QWidget):
    """A row of chips; ``chosen`` carries a Verdict, or None for 全部."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._counts: Mapping[Verdict, int] = {}
        self._group = QButtonGroup(self)
        self._row = FlowLayout(self)
        self._chips: dict[int, QToolButton] = {}
        for number in (_EVERY, *Verdict):
            chip = QToolButton()
            chip.setCheckable(True)
            chip.setProperty("filter", "all" if number == _EVERY else Verdict(number).token)
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setIconSize(QSize(16, 16))
            # Ids below 0 mean “none” to a button group.
            self._group.addButton(chip, number + 1)
            self._chips[number] = chip
            self._row.addWidget(chip)
        self._chips[_EVERY].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._chips[_EVERY].setChecked(True)
        self._group.idClicked.connect(lambda number: self.chosen.emit(_verdict(number - 1)))
        theme.changed.connect(self._dress)
        self._dress()
        self.show_counts({})

    def show_counts(self, counts: Mapping[Verdict, int]) -> None:
        """Show how many rows there are of each verdict."""
        self._counts = counts
        for number, chip in self._chips.items():
            chip.setEnabled(number == _EVERY or self._count(number) > 0)
        self._name()

    def choose(self, verdict: Verdict | None) -> None:
        """Check a chip without telling."""
        self._chips[_EVERY if verdict is None else int(verdict)].setChecked(True)

    def chip(self, verdict: Verdict | None) -> QToolButton:
        """The chip of a verdict; None: 全部."""
        return self._chips[_EVERY if verdict is None else int(verdict)]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name()

    def _count(self, number: int) -> int:
        if number == _EVERY:
            return sum(self._counts.values())
        return self._counts.get(Verdict(number), 0)

    def _name(self) -> None:
        """Full words where they fit into one line, short ones else; what is left wraps."""
        for short in (False, True):
            self._write(short=short)
            widths = [chip.sizeHint().width() + _GAP for chip in self._chips.values()]
            if sum(widths) - _GAP <= self.width():
                return

    def _write(self, *, short: bool) -> None:
        for number, chip in self._chips.items():
            count = f"{self._count(number):,}"
            if number == _EVERY:
                word = long = tr("全部")
            else:
                word = verdict_word(Verdict(number), short=short)
                long = verdict_word(Verdict(number))
            chip.setText(f"{word} {count}" if self._counts else word)
            chip.setFixedSize(self._size(chip))
            chip.setAccessibleName(
                tr("只看{verdict}，{count} 行").format(verdict=long, count=count)
            )
            chip.setToolTip(plain_tip(chip.accessibleName()))
        self._row.invalidate()

    def _size(self, chip: QToolButton) -> QSize:
        """As large as its text is when it is checked, so that choosing moves nothing."""
        font = self._theme.font(10, bold=True)
        mark = 0 if chip is self._chips[_EVERY] else chip.iconSize().width() + 5
        width = QFontMetrics(font).horizontalAdvance(chip.text()) + mark + 18
        return QSize(width, round(30 * self._theme.scale))

    def _dress(self) -> None:
        for number, chip in self._chips.items():
            if number != _EVERY:
                chip.setIcon(verdict_icon(self._theme, Verdict(number)))
                palette = QPalette()
                if not self._theme.high_contrast:
                    ink, _ = self._theme.colours.verdict(Verdict(number))
                    active = QPalette.ColorGroup.Active
                    for group in (active, QPalette.ColorGroup.Inactive):
                        palette.setColor(group, QPalette.ColorRole.ButtonText, ink)
                chip.setPalette(palette)
        self._name()


def _verdict(number: int) -> Verdict | None:
    return None if number == _EVERY else Verdict(number)
