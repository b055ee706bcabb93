"""Filter by verdict: 全部 and the six verdicts with their counts, one of them chosen."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from dzmap.core.verdicts import Verdict
from dzmap.ui.i18n import tr
from dzmap.ui.screening.marks import verdict_icon
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.theme.theme import Theme

_EVERY = -1


class VerdictFilter(QWidget):
    """A row of chips; ``chosen`` carries a Verdict, or None for 全部."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._counts: Mapping[Verdict, int] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 6, 8, 6)
        self._row.setSpacing(6)
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
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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
    def minimumSizeHint(self) -> QSize:
        return QSize(200, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name()

    def _count(self, number: int) -> int:
        if number == _EVERY:
            return sum(self._counts.values())
        return self._counts.get(Verdict(number), 0)

    def _name(self) -> None:
        """Full words where they fit, short ones else, then without marks."""
        for short, marks in ((False, True), (True, True), (True, False)):
            self._write(short=short, marks=marks)
            if self._row.sizeHint().width() <= self.width():
                return

    def _write(self, *, short: bool, marks: bool) -> None:
        for number, chip in self._chips.items():
            count = f"{self._count(number):,}"
            if number == _EVERY:
                word = long = tr("全部")
            else:
                word = verdict_word(Verdict(number), short=short)
                long = verdict_word(Verdict(number))
                style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
                chip.setToolButtonStyle(style if marks else Qt.ToolButtonStyle.ToolButtonTextOnly)
            chip.setText(f"{word} {count}" if self._counts else word)
            chip.setAccessibleName(
                tr("只看{verdict}，{count} 行").format(verdict=long, count=count)
            )
            chip.setToolTip(chip.accessibleName())
        self._row.invalidate()

    def _dress(self) -> None:
        for number, chip in self._chips.items():
            if number != _EVERY:
                chip.setIcon(verdict_icon(self._theme, Verdict(number)))
        self._name()


def _verdict(number: int) -> Verdict | None:
    return None if number == _EVERY else Verdict(number)
