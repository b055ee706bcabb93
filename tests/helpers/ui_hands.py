"""A user's hands: clicks and drags on real widgets, counted."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMenu,
    QMenuBar,
    QTableView,
    QWidget,
)

_LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Each press of the mouse is one of ``clicks``, a drag as well; a drop from outside is none."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click a widget that is in sight, in its middle unless told."""
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        self.clicks += 1
        QTest.mouseClick(widget, _LEFT, pos=widget.rect().center() if at is None else at)

    def press(self, within: QWidget, text: str) -> None:
        """Click the visible button with this text; what stands behind “　” does not count."""
        for button in within.findChildren(QAbstractButton):
            if button.isVisible() and button.text().split("　")[0] == text:
                self.click(button)
                return
        raise LookupError(text)

    def click_row(self, table: QTableView, row: int) -> None:
        """Click the first cell of a row."""
        index = table.model().index(row, 0)
        table.scrollTo(index)
        frozen = table.findChild(QTableView, "frozen")
        seen = table if frozen is None else frozen
        self.click(seen.viewport(), seen.visualRect(index).center())

    def open_menu(self, bar: QMenuBar, menu: QMenu) -> None:
        """Click a menu of the menu bar."""
        self.click(bar, bar.actionGeometry(menu.menuAction()).center())
        assert menu.isVisible()

    def choose(self, menu: QMenu, text: str) -> None:
        """Click an entry of a menu that is open."""
        entry = next(one for one in menu.actions() if one.text().split("\t")[0] == text)
        self.click(menu, menu.actionGeometry(entry).center())

    def choose_when_open(self, text: str) -> None:
        """Click an entry of the context menu that is about to open (it runs its own loop)."""

        def look() -> None:
            menu = QApplication.activePopupWidget()
            if isinstance(menu, QMenu):
                self.choose(menu, text)
                return
            QTimer.singleShot(10, look)

        QTimer.singleShot(10, look)

    def right_click(self, ask: Callable[[], object]) -> None:
        """Click with the right button, as the page of the map reports it."""
        self.clicks += 1
        ask()

    def drag(self, widget: QWidget, start: QPoint, end: QPoint) -> None:
        """Press, move and let go."""
        assert widget.isVisible(), widget
        self.clicks += 1
        QTest.mousePress(widget, _LEFT, pos=start)
        QTest.mouseMove(widget, (start + end) / 2)
        QTest.mouseMove(widget, end)
        QTest.mouseRelease(widget, _LEFT, pos=end)

    @staticmethod
    def drop(window: QWidget, path: Path) -> None:
        """Drop a file on the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        buttons, keys = _LEFT, Qt.KeyboardModifier.NoModifier
        window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
