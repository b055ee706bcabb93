"""The bottom panel: notes on the run, the table, the foot line; or what to do when it is empty."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.ui.elided import ElidedLabel
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.progress_card import ProgressCard
from dzmap.ui.siting.run import Ranked
from dzmap.ui.siting.site_table import SiteTable
from dzmap.ui.theme.theme import Theme


class SitingResults(QWidget):
    """``choose_asked`` comes from the hint of the empty panel, ``export_asked`` from the foot."""

    choose_asked = Signal()
    export_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.table = SiteTable(theme)
        self.card = ProgressCard()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._hint())
        self._stack.addWidget(self.table)
        self._foot = ElidedLabel()
        self._foot.setProperty("role", "secondary")
        self._export = QToolButton()
        self._export.setText(tr("导出 Excel"))
        self._export.setAccessibleName(tr("导出比选结果"))
        self._export.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.dress(self._export, "arrow_export_up", "text")
        self._export.clicked.connect(self.export_asked)
        foot = QFrame()
        foot.setProperty("panel", "foot")
        line = QHBoxLayout(foot)
        line.setContentsMargins(12, 2, 8, 2)
        line.addWidget(self._foot, 1)
        line.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.card)
        layout.addWidget(self._stack, 1)
        layout.addWidget(foot)
        self.clear()

    def clear(self) -> None:
        """There is no comparison."""
        self.table.show_ranked(None)
        self._stack.setCurrentIndex(0)
        self._foot.setText("")
        self._export.setEnabled(False)

    def show_ranked(self, shown: Ranked, moved: dict[str, int]) -> None:
        """Show a comparison under some weights."""
        self.table.show_ranked(shown, moved)
        self._stack.setCurrentWidget(self.table)
        self._export.setEnabled(True)

    def show_notes(self, notes: Sequence[str]) -> None:
        """What should be kept in mind, in the foot line and whole in its tool tip."""
        self._foot.setText("　".join(notes))
        self._foot.setToolTip(plain_tip("\n".join(notes)))

    def _hint(self) -> QWidget:
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(24, 12, 24, 12)
        box.setSpacing(8)
        title = plain_label(tr("还没有比选结果"))
        title.setProperty("role", "object")
        text = plain_label(
            tr("选一个企业或项目，或在左侧填写；每个开发区和园区都会按各自的目录判一遍。")
        )
        text.setProperty("role", "muted")
        text.setWordWrap(True)
        button = QPushButton(tr("从表中选择…"))
        button.setProperty("primary", True)
        button.clicked.connect(lambda _=False: self.choose_asked.emit())
        box.addStretch(1)
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            box.addWidget(label)
        box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)
        return page
