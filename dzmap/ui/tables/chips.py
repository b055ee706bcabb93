"""Chips above a table: the filters in force, each with a cross."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from dzmap.ui.i18n import tr
from dzmap.ui.theme.theme import Theme


class FilterChips(QWidget):
    """Shows named filters; ``removed`` carries the key of the one whose cross was clicked."""

    removed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 4)
        self._layout.setSpacing(8)
        self._layout.addStretch(1)
        self.hide()

    def show_filters(self, filters: dict[str, str]) -> None:
        """One chip per filter: key -> text."""
        while self._layout.count() > 1:
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for index, (key, text) in enumerate(filters.items()):
            chip = QToolButton()
            chip.setProperty("chip", True)
            chip.setText(text)
            chip.setToolTip(tr("清除这个筛选"))
            chip.setAccessibleName(f"{text}，{tr('清除这个筛选')}")
            chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setIconSize(QSize(14, 14))
            self._theme.dress(chip, "dismiss", "accent")
            chip.clicked.connect(lambda _=False, key=key: self.removed.emit(key))
            self._layout.insertWidget(index, chip)
        self.setVisible(bool(filters))
