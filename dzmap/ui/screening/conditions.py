"""The left panel 审查条件: five numbered blocks, and the button that runs."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from dzmap.settings import Settings
from dzmap.ui.i18n import tr
from dzmap.ui.panel_scroll import PanelScroll
from dzmap.ui.review_switch import ReviewSwitch
from dzmap.ui.screening.applicants_block import ApplicantsBlock
from dzmap.ui.screening.basis import Basis
from dzmap.ui.screening.basis_blocks import CatalogsBlock, LayersBlock
from dzmap.ui.screening.blocks import note
from dzmap.ui.screening.options_block import OptionsBlock
from dzmap.ui.screening.targets_block import TargetsBlock
from dzmap.ui.theme.theme import Theme


@dataclass(frozen=True)
class LastRun:
    """The numbers of the last run."""

    applicants: int
    catalogs: int
    seconds: float


class ScreeningConditions(QWidget):
    """``run_asked`` and ``cancel_asked`` come from the one button; read the blocks for the rest.

    ``page_asked`` carries the key of the other page of 准入审查.
    """

    run_asked = Signal()
    cancel_asked = Signal()
    page_asked = Signal(str)

    def __init__(self, theme: Theme, settings: Settings) -> None:
        super().__init__()
        self._theme = theme
        self._running = False
        self._last: LastRun | None = None
        self.applicants = ApplicantsBlock(theme, settings)
        self.targets = TargetsBlock(theme)
        self.catalogs = CatalogsBlock(theme)
        self.layers = LayersBlock(theme)
        self.options = OptionsBlock(theme)
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        blocks = (self.applicants, self.targets, self.catalogs, self.layers, self.options)
        for block in blocks:
            box.addWidget(block)
        box.addStretch(1)
        scroll = PanelScroll()
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        switch = ReviewSwitch("screening")
        switch.asked.connect(self.page_asked)
        layout.addWidget(switch)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._foot())
        self.applicants.changed.connect(self._show_state)
        self.targets.changed.connect(self._show_state)
        self.button.clicked.connect(
            lambda _=False: (self.cancel_asked if self._running else self.run_asked).emit()
        )
        self._show_state()

    def show_basis(self, basis: Basis | None) -> None:
        """Say what a run would stand on; None: nothing is known yet."""
        self.applicants.show_basis(basis)
        self.targets.show_basis(basis)
        self.catalogs.show_catalogs(None if basis is None else basis.catalogs)
        self.layers.show_layers(() if basis is None else basis.layers)
        self._show_state()

    def set_running(self, running: bool) -> None:
        """While a run is under way the button cancels it."""
        self._running = running
        self._show_state()

    def show_last(self, last: LastRun | None) -> None:
        """Print the numbers of the last run."""
        self._last = last
        self._show_state()

    def lacks(self) -> str:
        """Why a run cannot start; "" if it can."""
        return self.applicants.lacks() or self.targets.lacks()

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("panel", "foot")
        self.button = QPushButton()
        self.button.setObjectName("runScreening")
        self._note = note()
        box = QVBoxLayout(foot)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(6)
        box.addWidget(self.button)
        box.addWidget(self._note)
        return foot

    def _show_state(self) -> None:
        lacks = self.lacks()
        button, running, last = self.button, self._running, self._last
        if running:
            button.setText(tr("取消"))
        else:
            again = tr("重新审查") if last is not None else tr("开始审查")
            button.setText(f"{again}　F5")
        button.setEnabled(running or not lacks)
        button.setProperty("primary", not running)
        self._theme.dress(
            button, "dismiss" if running else "play", "text" if running else "on_accent"
        )
        button.style().polish(button)
        if lacks and not running:
            self._note.setText(lacks)
        elif last is not None:
            self._note.setText(
                tr("上次：{applicants} 个对象 × {catalogs} 部目录，{seconds} 秒").format(
                    applicants=f"{last.applicants:,}",
                    catalogs=last.catalogs,
                    seconds=f"{last.seconds:.2f}",
                )
            )
        else:
            self._note.setText("")
        self._note.setVisible(bool(self._note.text()))
