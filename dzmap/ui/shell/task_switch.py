"""Changing tasks: panels swapped in the docks, layouts kept per task and size class."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk, TaskEntry, TaskPage
from dzmap.ui.shell.docks import BottomDock, PanelDock
from dzmap.ui.shell.layouts import Layouts, SizeClass
from dzmap.ui.shell.rail import Rail, SlideOver
from dzmap.ui.shell.workspace import Workspace

_REST_MS = 600
_LEAST_MAP = 148  # the height a map keeps in a low window


class TaskSwitch(QObject):
    """Knows the pages, makes each when first chosen, and shows one of them (or none)."""

    changed = Signal(str)
    import_asked = Signal(str)
    here_asked = Signal(str)
    browse_asked = Signal()

    def __init__(  # noqa: PLR0913 - the parts of the window that a task fills
        self,
        window: QMainWindow,
        pages: Sequence[TaskEntry],
        *,
        desk: Desk,
        docks: tuple[PanelDock, PanelDock, BottomDock],
        workspace: Workspace,
        layers: Callable[[], QWidget],
        rail: Rail,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._entries = {entry.key: entry for entry in pages}
        self._pages: dict[str, TaskPage] = {}
        self._desk = desk
        self._left, self._right, self._bottom = docks
        self._workspace = workspace
        self._make_layers = layers
        self._layers: QWidget | None = None
        self._rail = rail
        self._slide = SlideOver(window)
        self._slide.left.connect(self._take_home)
        self._layouts = Layouts(desk.settings)
        self._size = SizeClass.STANDARD
        self.current: TaskPage | None = None
        self.current_key = ""
        rail.chosen.connect(self._toggle_slide)
        # A layout counts once it has come to rest: a window that shrinks into another size class
        # squeezes the docks before anybody hears of the class.
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._keep)
        for dock in docks:
            dock.resized.connect(self._rest.start)
        self._dress_down()

    def choose(self, key: str) -> TaskPage:
        """Show a task; its page is made when it is first chosen."""
        page = self._pages.get(key)
        if page is None:
            page = self._entries[key].load()(self._desk)
            page.setParent(self)
            page.tabs_changed.connect(self._show_tabs)
            page.left_shown.connect(self.show_left)
            page.right_shown.connect(self.show_right)
            page.import_asked.connect(self.import_asked)
            page.task_asked.connect(self.go)
            page.here_asked.connect(self.here_asked)
            page.browse_asked.connect(self.browse_asked)
            page.tab_asked.connect(self._bottom.tabs.setCurrentWidget)
            self._pages[key] = page
            page.project_opened()
        if page is self.current:
            return page
        self._leave()
        self.current, self.current_key = page, key
        self._workspace.show_page(page)
        self._fill(page)
        self._lay_out()
        page.activate()
        self.changed.emit(key)
        return page

    @property
    def layers(self) -> QWidget | None:
        """The layer tree, once a task with a map was chosen."""
        return self._layers

    def go(self, wanted: str) -> None:
        """A page asks for another task, or for a part of one (“output/city”)."""
        key, _, part = wanted.partition("/")
        page = self.choose(key)
        if part:
            page.show_part(part)

    def leave(self) -> None:
        """No task: the start page."""
        self._leave()
        self.current, self.current_key = None, ""
        self._workspace.show_start()
        self._dress_down()
        self.changed.emit("")

    def lay_out_ahead(self, key: str) -> None:
        """The project of a task with a map is being opened: the map, at the size it will have."""
        self._workspace.show_map()
        self._layouts.restore(self._window, key, self._size)

    def every(self) -> tuple[TaskPage, ...]:
        """The pages made so far."""
        return tuple(self._pages.values())

    def keep_layout(self) -> None:
        """Remember the docks of the current task."""
        if self.current is not None:
            self._slide.put_away()
            self._rest.stop()
            self._keep()

    def reset_layout(self) -> None:
        """视图 › 恢复默认布局."""
        if self.current is not None:
            self._layouts.forget(self.current_key)
            self._lay_out_afresh(self.current)

    def set_size_class(self, size: SizeClass) -> None:
        """The window crossed into another size class."""
        if size is self._size:
            return
        self._rest.stop()
        self._slide.put_away()
        self._size = size
        if self.current is not None:
            self._lay_out()

    def follow_resize(self) -> None:
        """The window's size changed: keep what floats over the map in place."""
        if self._slide.isVisible():
            self._slide.place(self._slide_area())

    def show_left(self) -> None:
        """Bring the left panel into view (F8 hides it again)."""
        if self._size is SizeClass.COMPACT:
            if not self._slide.isVisible():
                self._toggle_slide(0)
        else:
            self._left.show()

    def show_right(self) -> None:
        """Bring the right panel into view."""
        if not self._right.empty:
            self._right.show()

    def run(self) -> None:
        """F5."""
        if self.current is not None:
            self.current.run()

    def keeps_map(self) -> bool:
        """Whether the task on screen keeps the map of its result."""
        return self.current is not None and self.current.complete_map

    def toggle_left(self) -> None:
        """F8."""
        if self._size is SizeClass.COMPACT:
            self._toggle_slide(0)
        else:
            self._left.setVisible(not self._left.isVisible())

    def _keep(self) -> None:
        if self.current is not None and not self._slide.isVisible():
            self._layouts.keep(self._window, self.current_key, self._size)

    def _leave(self) -> None:
        if self.current is not None:
            self.keep_layout()
            self.current.deactivate()

    def _fill(self, page: TaskPage) -> None:
        panels: list[tuple[str, QWidget]] = []
        icons: list[str] = []
        if page.left is not None:
            panels.append((tr(page.left_title), page.left))
            icons.append(self._entries[self.current_key].icon)
        if page.centre is None:
            if self._layers is None:
                self._layers = self._make_layers()
            panels.append((tr("图层"), self._layers))
            icons.append("layer")
        self._left.show_panels(panels)
        self._rail.show_panels(
            [(title, icon) for (title, _), icon in zip(panels, icons, strict=True)]
        )
        right = [(tr(page.right_title), page.right)] if page.right is not None else []
        self._right.show_panels(right)
        self._show_tabs()

    def _show_tabs(self) -> None:
        if self.current is not None:
            self._bottom.show_tabs(self.current.bottom)

    def _lay_out(self) -> None:
        page = self.current
        if page is None:
            return
        if not self._layouts.restore(self._window, self.current_key, self._size):
            self._lay_out_afresh(page)
        self._bound(page)

    def _lay_out_afresh(self, page: TaskPage) -> None:
        below = self._bottom.height() if self._bottom.isVisible() else 0
        room = self._workspace.height() + below
        for dock, area in (
            (self._left, Qt.DockWidgetArea.LeftDockWidgetArea),
            (self._right, Qt.DockWidgetArea.RightDockWidgetArea),
            (self._bottom, Qt.DockWidgetArea.BottomDockWidgetArea),
        ):
            dock.setFloating(False)
            self._window.addDockWidget(area, dock)
            # A task without tables leaves the room to its centre; F9 brings the messages.
            dock.setVisible(dock is not self._bottom or bool(page.bottom))
        self._bound(page)
        sizes = page.proportions
        scale = self._desk.theme.scale
        wide = self._size is SizeClass.WIDE
        compact = self._size is SizeClass.COMPACT
        right = 344 if compact else sizes.right + (60 if wide else 0)
        self._window.resizeDocks(
            [self._left, self._right],
            [round(sizes.left * scale), round(right * scale)],
            Qt.Orientation.Horizontal,
        )
        # A map gives its room to no larger text; a centre of text grows with its table.
        bottom = round(sizes.bottom * (1 if page.centre is None else scale))
        bottom = min(bottom + (80 if wide else 0), room - _LEAST_MAP)
        self._window.resizeDocks([self._bottom], [bottom], Qt.Orientation.Vertical)

    def _bound(self, page: TaskPage) -> None:
        """What the task lacks is not shown, whatever layout was kept."""
        compact = self._size is SizeClass.COMPACT
        self._rail.setVisible(compact and not self._left.empty)
        if compact or self._left.empty:
            self._left.hide()
        if page.right is None:
            self._right.hide()

    def _dress_down(self) -> None:
        for widget in (self._left, self._right, self._bottom, self._rail):
            widget.hide()

    def _toggle_slide(self, index: int) -> None:
        tabs = self._left.tabs
        if self._slide.isVisible() and tabs.currentIndex() == index:
            self._slide.put_away()
            return
        tabs.setCurrentIndex(index)
        self._rail.mark(index)
        if not self._slide.isVisible():
            self._slide.take_in(tabs, self._slide_area())

    def _slide_area(self) -> QRect:
        """Map and table together: a map alone may be too low for the conditions of a task."""
        area = self._workspace.geometry()
        if self._bottom.isVisible() and not self._bottom.isFloating():
            area.setBottom(max(area.bottom(), self._bottom.geometry().bottom()))
        return area

    def _take_home(self) -> None:
        self._left.setWidget(self._left.tabs)
        self._rail.mark(None)
