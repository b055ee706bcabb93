"""The centre of the window: start page, or banners and the one map with a page's extras around it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dzmap.ui.i18n import tr
from dzmap.ui.notices import BannerStack, Notices, Toast
from dzmap.ui.page import TaskPage
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


class Workspace(QWidget):
    """Holds everything between the docks; the map widget is put in once and stays."""

    def __init__(self, theme: Theme, notices: Notices, start_page: QWidget) -> None:
        super().__init__()
        self.setObjectName("workspace")
        self.banners = BannerStack(theme)
        self._start = start_page
        self._map_place = QStackedWidget()
        waiting = plain_label(tr("正在准备地图"))
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        waiting.setProperty("role", "muted")
        self._map_place.addWidget(waiting)
        self._above, self._beside = QStackedWidget(), QStackedWidget()
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._map_place, 1)
        row.addWidget(self._beside)
        self._task = QWidget()
        column = QVBoxLayout(self._task)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._above)
        column.addWidget(middle, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(start_page)
        self._stack.addWidget(self._task)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banners)
        layout.addWidget(self._stack, 1)
        self._toast = Toast(theme, self._stack)
        notices.toasted.connect(self._toast.show_text)
        notices.bannered.connect(self.banners.add)
        notices.banner_ended.connect(self.banners.end)
        self._above.hide()
        self._beside.hide()

    def put_map(self, view: QWidget) -> None:
        """Put the map widget in; it is never taken out again."""
        self._map_place.addWidget(view)
        self._map_place.setCurrentWidget(view)

    def show_start(self) -> None:
        """No project: the start page."""
        self._stack.setCurrentWidget(self._start)

    def show_map(self) -> None:
        """The map alone."""
        self._above.hide()
        self._beside.hide()
        self._stack.setCurrentWidget(self._task)

    def show_page(self, page: TaskPage) -> None:
        """The map with the extras of ``page``, or its own centre instead of the map."""
        for place, widget in ((self._above, page.above), (self._beside, page.beside)):
            place.setVisible(widget is not None)
            if widget is not None:
                _bring(place, widget)
        if page.centre is not None:
            _bring(self._stack, page.centre)
        else:
            self._stack.setCurrentWidget(self._task)


def _bring(stack: QStackedWidget, widget: QWidget) -> None:
    if stack.indexOf(widget) < 0:
        stack.addWidget(widget)
    stack.setCurrentWidget(widget)
