"""The compact window's left side: a narrow rail whose panels slide over the map while in use."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.theme.theme import Theme

RAIL_WIDTH = 36


class _VerticalButton(QToolButton):
    """An icon above its text, one character per line, as Chinese is written downwards."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setAccessibleName(text)
        self.setToolTip(plain_tip(f"{text}（F8）"))

    @override
    def sizeHint(self) -> QSize:
        lines = len(self.text()) * self.fontMetrics().height()
        return QSize(RAIL_WIDTH - 2, 20 + lines + 24)

    @override
    def paintEvent(self, event: QEvent) -> None:
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        self.icon().paint(painter, QRect((self.width() - 20) // 2, 8, 20, 20))
        self._write(painter, self.text())

    def _write(self, painter: QPainter, text: str) -> None:
        height = self.fontMetrics().height()
        painter.setPen(self.palette().buttonText().color())
        for index, character in enumerate(text):
            line = QRect(0, 34 + index * height, self.width(), height)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, character)


class Rail(QToolBar):
    """Vertical buttons at the left edge; ``chosen`` carries the index of a panel."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("rail")
        self.setWindowTitle(tr("左侧面板"))
        self.setMovable(False)
        self.setOrientation(Qt.Orientation.Vertical)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFixedWidth(RAIL_WIDTH)
        self._buttons: list[_VerticalButton] = []

    def show_panels(self, panels: Sequence[tuple[str, str]]) -> None:
        """One button per panel: title and icon."""
        self.clear()
        self._buttons = []
        for index, (title, icon) in enumerate(panels):
            button = _VerticalButton(title)
            self._theme.dress(button, icon, "text2")
            button.clicked.connect(lambda _=False, index=index: self.chosen.emit(index))
            self.addWidget(button)
            self._buttons.append(button)

    def mark(self, index: int | None) -> None:
        """Show which panel is out."""
        for place, button in enumerate(self._buttons):
            button.setChecked(place == index)


class SlideOver(QFrame):
    """A frame over the map that holds the left panels while they are used.

    It leaves when the focus goes elsewhere in the window, on Esc, or on ``put_away``.
    """

    left = Signal()

    def __init__(self, window: QMainWindow, width: int = 280) -> None:
        super().__init__(window)
        self.setObjectName("slideOver")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._width = width
        self._guest: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)
        self.hide()

    def take_in(self, guest: QWidget, area: QRect) -> None:
        """Show ``guest`` at the left edge of ``area`` (the central widget's geometry)."""
        self._guest = guest
        self._layout.addWidget(guest)
        guest.show()
        self.place(area)
        self.show()
        self.raise_()
        guest.setFocus()

    def place(self, area: QRect) -> None:
        """Follow the window's size."""
        self.setGeometry(area.x(), area.y(), min(self._width, area.width()), area.height())

    def put_away(self) -> None:
        """Hide; the guest is free to go home."""
        if self.isVisible():
            self.hide()
            self.left.emit()

    @override
    def event(self, event: QEvent) -> bool:
        escape = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape  # type: ignore[attr-defined]
        if escape:
            self.put_away()
            return True
        return super().event(event)

    def _follow_focus(self, old: QObject | None, now: QWidget | None) -> None:
        if self.isVisible() and now is not None and now is not self and not self.isAncestorOf(now):
            in_same_window = now.window() is self.window()
            if in_same_window and not isinstance(now, _VerticalButton):
                self.put_away()
