"""The three docks around the map: a title bar with float and close, swappable contents."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.ui.buttons import tool_button
from dzmap.ui.i18n import tr
from dzmap.ui.page import BottomTab
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

_LEAST_WIDTH, _LEAST_HEIGHT = 220, 120


class DockTitle(QWidget):
    """Title, float and close of a dock."""

    def __init__(self, theme: Theme, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setObjectName("dockTitle")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.label = plain_label()
        pin = tool_button(theme, "pin", tr("浮动或停靠这个面板"))
        close = tool_button(theme, "dismiss", tr("关闭这个面板"))
        pin.setFixedSize(28, 28)
        close.setFixedSize(28, 28)
        pin.clicked.connect(lambda: dock.setFloating(not dock.isFloating()))
        close.clicked.connect(dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 3, 4, 3)
        layout.setSpacing(2)
        layout.addWidget(self.label, 1)
        layout.addWidget(pin)
        layout.addWidget(close)


def _as_panel(widget: QWidget) -> QWidget:
    """Panels stand on the base colour whatever they are made of."""
    widget.setProperty("panel", "body")
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget


class _SideTabs(QTabWidget):
    """At least as wide as what it shows, and never too narrow to use.

    A least width of the dock itself would grow with each task and never shrink again.
    """

    @override
    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(_LEAST_WIDTH, 0))


class PanelDock(QDockWidget):
    """A side dock: one or two panels as tabs (条件 and 图层), the title of the first on top.

    ``resized`` tells that the user, or the window, gave it another size.
    """

    resized = Signal()

    def __init__(self, theme: Theme, name: str, parent: QMainWindow) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.title = DockTitle(theme, self)
        self.setTitleBarWidget(self.title)
        self.tabs = _SideTabs()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAutoHide(True)
        self.setWidget(self.tabs)

    def show_panels(self, panels: Sequence[tuple[str, QWidget]]) -> None:
        """Put these in, by title; what was in before is kept by its owner."""
        while self.tabs.count():
            self.tabs.removeTab(0)
        for place, (title, widget) in enumerate(panels):
            # With the layers behind it, the task's own panel is simply 条件: the title says whose.
            name = tr("条件") if place == 0 and len(panels) > 1 else title
            self.tabs.addTab(_as_panel(widget), name)
        text = panels[0][0] if panels else ""
        self.title.label.setText(text)
        self.setWindowTitle(text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    @property
    def empty(self) -> bool:
        """Whether the current task has nothing to show here."""
        return self.tabs.count() == 0


class BottomDock(QDockWidget):
    """Tables of the task, then 消息: tabs in one row with float and close at its end."""

    resized = Signal()

    def __init__(self, theme: Theme, messages: QWidget, parent: QMainWindow) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("bottom")
        self.setWindowTitle(tr("表与消息"))
        self.setTitleBarWidget(QWidget(self))  # the tab row is the title
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setObjectName("bottomTabs")
        self.tabs.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._messages = messages
        self.tabs.addTab(_as_panel(messages), tr("消息"))
        self.tabs.tabBar().setDrawBase(False)
        corner = QWidget(self)
        corner.setObjectName("dockCorner")
        corner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(corner)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.setSpacing(2)
        pin = tool_button(theme, "pin", tr("浮动或停靠这个面板"))
        close = tool_button(theme, "chevron_down", tr("关闭这个面板"))
        for button in (pin, close):
            button.setFixedSize(QSize(28, 28))
            layout.addWidget(button)
        pin.clicked.connect(lambda: self.setFloating(not self.isFloating()))
        close.clicked.connect(self.close)
        self.tabs.setCornerWidget(corner)
        body = QWidget()
        box = QVBoxLayout(body)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.tabs)
        # Of the dock itself it would grow with each task and never shrink again.
        body.setMinimumHeight(_LEAST_HEIGHT)
        self.setWidget(body)

    def show_tabs(self, tabs: Sequence[BottomTab]) -> None:
        """Put the tables of a task in front of 消息; the current one stays if it is still there."""
        shown = [self.tabs.widget(index) for index in range(self.tabs.count() - 1)]
        if shown == [tab.widget for tab in tabs]:
            for index, tab in enumerate(tabs):
                self.tabs.setTabText(index, tab.title)
            return
        current = self.tabs.currentWidget()
        while self.tabs.count() > 1:
            self.tabs.removeTab(0)
        for index, tab in enumerate(tabs):
            self.tabs.insertTab(index, _as_panel(tab.widget), tab.title)
            if tab.close is not None:
                cross = tool_button(
                    self._theme, "dismiss", tr("关闭“{title}”").format(title=tab.title)
                )
                cross.setFixedSize(QSize(20, 20))
                cross.setIconSize(QSize(12, 12))
                cross.clicked.connect(tab.close)
                self.tabs.tabBar().setTabButton(index, QTabBar.ButtonPosition.RightSide, cross)
        kept = self.tabs.indexOf(current) if current is not self._messages else -1
        self.tabs.setCurrentIndex(max(kept, 0))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def show_messages(self) -> None:
        """Bring 消息 to the front."""
        self.tabs.setCurrentWidget(self._messages)

    def count_messages(self, count: int) -> None:
        """Say beside 消息 how many there are."""
        text = tr("消息") if not count else f"{tr('消息')} {count}"
        self.tabs.setTabText(self.tabs.indexOf(self._messages), text)
