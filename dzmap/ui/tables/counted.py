"""A radio button, check box or name with a count at the right end."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from dzmap.ui.plain_text import plain_label


class Counted(QWidget):
    """Holds a widget; ``show_count`` prints the count beside it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._count = plain_label()
        self._count.setProperty("role", "secondary")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(widget, 1)
        line.addWidget(self._count)

    def show_count(self, count: int | None) -> None:
        """Print the count; None prints nothing."""
        self._count.setText("" if count is None else f"{count:,}")
