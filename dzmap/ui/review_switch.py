"""The two pages of 准入审查, at the top of their left panels: the check, and the catalogs."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton

from dzmap.ui.i18n import later, tr

_PAGES = {"screening": later("审查"), "catalogs": later("准入目录")}


class ReviewSwitch(QFrame):
    """``asked`` carries the key of the other page."""

    asked = Signal(str)

    def __init__(self, current: str) -> None:
        super().__init__()
        self.setProperty("panel", "block")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(0)
        for key, text in _PAGES.items():
            button = QToolButton()
            button.setText(tr(text))
            button.setCheckable(True)
            button.setChecked(key == current)
            button.setAutoExclusive(True)
            button.setProperty("segment", "last" if key == "catalogs" else "true")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, key=key: self._ask(key, current))
            row.addWidget(button)

    def _ask(self, key: str, current: str) -> None:
        """Each page has its own switch, which keeps showing its own page."""
        for button in self.findChildren(QToolButton):
            button.setChecked(button.text() == tr(_PAGES[current]))
        if key != current:
            self.asked.emit(key)
