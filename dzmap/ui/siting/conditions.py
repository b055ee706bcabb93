"""The left panel 选址条件: who looks for a site, among which places, and what counts how much."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.services.siting import KINDS
from dzmap.ui.i18n import tr
from dzmap.ui.panel_scroll import PanelScroll
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.blocks import Link, note
from dzmap.ui.siting.applicant_form import ApplicantForm
from dzmap.ui.siting.weights import WeightSliders
from dzmap.ui.tables.counted import Counted
from dzmap.ui.theme.theme import Theme


class SitingConditions(QWidget):
    """``run_asked`` and ``cancel_asked`` come from the one button, ``choose_asked`` from the link.

    ``facts_changed`` tells that the facts or the range changed, ``land_changed`` that places with
    too little land are to be left out or in.
    """

    run_asked = Signal()
    cancel_asked = Signal()
    choose_asked = Signal()
    facts_changed = Signal()
    land_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._running = False
        self._ran = False
        self.form = ApplicantForm(theme)
        self.weights = WeightSliders(theme)
        self._boxes = {"zone": QCheckBox(tr("开发区")), "park": QCheckBox(tr("园区（含区中园）"))}
        self._counts = {kind: Counted(box) for kind, box in self._boxes.items()}
        self.enough_land = QCheckBox(tr("只看空闲用地够用的"))
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for block in (self._applicant_block(), self._range_block(), self._weights_block()):
            box.addWidget(block)
        box.addStretch(1)
        scroll = PanelScroll()
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._foot())
        self.form.changed.connect(self._changed)
        for check in self._boxes.values():
            check.setChecked(True)
            check.clicked.connect(self._changed)
        self.enough_land.clicked.connect(lambda _=False: self.land_changed.emit())
        self._show_state()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which kinds of places are compared."""
        return tuple(kind for kind in KINDS if self._boxes[kind].isChecked())

    def show_counts(self, counts: dict[str, int]) -> None:
        """Print how many places of each kind there are."""
        for kind, row in self._counts.items():
            row.show_count(counts.get(kind))

    def set_running(self, running: bool) -> None:
        """While a run is under way the button cancels it."""
        self._running = running
        self._show_state()

    def show_last(self, text: str) -> None:
        """Print what the last run came to; "" for none."""
        self._ran = bool(text)
        self._last = text
        self._show_state()

    def lacks(self) -> str:
        """Why a run cannot start; "" if it can."""
        return self.form.fault() or ("" if self.kinds else tr("至少选一类比选范围。"))

    # ----------------------------------------------------------------------------------------

    @staticmethod
    def _block(title: str, side: QWidget | None = None) -> tuple[QFrame, QVBoxLayout]:
        frame = QFrame()
        frame.setProperty("panel", "block")
        heading = plain_label(title)
        heading.setProperty("role", "strong")
        line = QHBoxLayout()
        line.addWidget(heading, 1)
        if side is not None:
            line.addWidget(side)
        box = QVBoxLayout(frame)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        box.addLayout(line)
        return frame, box

    def _applicant_block(self) -> QFrame:
        link = Link(tr("从表中选择…"))
        link.asked.connect(self.choose_asked)
        frame, box = self._block(tr("申请对象"), link)
        box.addWidget(self.form)
        return frame

    def _range_block(self) -> QFrame:
        frame, box = self._block(tr("比选范围"))
        for row in self._counts.values():
            box.addWidget(row)
        box.addWidget(self.enough_land)
        return frame

    def _weights_block(self) -> QFrame:
        total = plain_label(tr("合计 100 %"))
        total.setProperty("role", "secondary")
        frame, box = self._block(tr("排序权重"), total)
        box.addWidget(self.weights)
        self.hint = note(tr("拖动即时重排。权重只影响“可以进”的先后，不改变准入结论。"))
        box.addWidget(self.hint)
        return frame

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("panel", "foot")
        self.button = QPushButton()
        self.button.setObjectName("runSiting")
        self.button.clicked.connect(
            lambda _=False: (self.cancel_asked if self._running else self.run_asked).emit()
        )
        self._note = note()
        self._last = ""
        box = QVBoxLayout(foot)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        box.addWidget(self.button)
        box.addWidget(self._note)
        return foot

    def _changed(self) -> None:
        self._show_state()
        self.facts_changed.emit()

    def _show_state(self) -> None:
        lacks, running = self.lacks(), self._running
        again = tr("重新比选") if self._ran else tr("开始比选")
        self.button.setText(tr("取消") if running else f"{again}　F5")
        self.button.setEnabled(running or not lacks)
        self.button.setProperty("primary", not running)
        icon = "dismiss" if running else "arrow_sync"
        self._theme.dress(self.button, icon, "text" if running else "on_accent")
        self.button.style().polish(self.button)
        self._note.setText(lacks if lacks and not running else self._last)
        self._note.setVisible(bool(self._note.text()))
