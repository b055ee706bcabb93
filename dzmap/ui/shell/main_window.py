"""The window: its parts put together. What the parts do is in their own modules."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMainWindow, QWidget
from typing_extensions import override

from dzmap.settings import Settings
from dzmap.ui.base_maps.entry import BaseMapEntry
from dzmap.ui.context import Context
from dzmap.ui.document import Document
from dzmap.ui.hierarchy.desk import HierarchyDesk
from dzmap.ui.job_runner import JobRunner
from dzmap.ui.layer_styles import LayerStyles
from dzmap.ui.map.stage import MapStage
from dzmap.ui.notices import Message, Notices
from dzmap.ui.page import Desk, TaskEntry
from dzmap.ui.selection import Selection
from dzmap.ui.shell.docks import BottomDock, PanelDock
from dzmap.ui.shell.document_flow import DocumentFlow
from dzmap.ui.shell.inset import InsetDesk
from dzmap.ui.shell.layouts import SizeClass
from dzmap.ui.shell.menu_bar import MenuBar
from dzmap.ui.shell.messages_panel import MessagesPanel
from dzmap.ui.shell.project_state import ProjectState
from dzmap.ui.shell.rail import Rail
from dzmap.ui.shell.restart_notice import RestartNotice
from dzmap.ui.shell.search_box import SearchBox
from dzmap.ui.shell.start_page import StartPage
from dzmap.ui.shell.status_fields import StatusFields
from dzmap.ui.shell.task_strip import TaskStrip
from dzmap.ui.shell.task_switch import TaskSwitch
from dzmap.ui.shell.window_actions import WindowActions
from dzmap.ui.shell.window_commands import WindowCommands
from dzmap.ui.shell.window_parts import WindowParts
from dzmap.ui.shell.workspace import Workspace
from dzmap.ui.styling.preview import StylePreview
from dzmap.ui.theme.theme import Theme
from dzmap.ui.tools.map_tools import MapTools

if TYPE_CHECKING:
    from dzmap.services.application import Application
    from dzmap.ui.map.view import MapView

MINIMUM = (1024, 600)
_AREAS = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)
# The side docks run the full height; the table lies under the map only.
_CORNERS = (
    (Qt.Corner.TopLeftCorner, _AREAS[0]),
    (Qt.Corner.BottomLeftCorner, _AREAS[0]),
    (Qt.Corner.TopRightCorner, _AREAS[1]),
    (Qt.Corner.BottomRightCorner, _AREAS[1]),
)


class MainWindow(QMainWindow):
    """One window with at most one project.

    It shows the start page at once; ``attach`` brings the wired ports and ``put_map`` the map when
    they are ready. ``desk`` holds the parts that pages use.
    """

    def __init__(
        self,
        settings: Settings,
        theme: Theme,
        pages: Sequence[TaskEntry],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("window")
        self.setAcceptDrops(True)
        self.setMinimumSize(*MINIMUM)
        jobs = JobRunner(self)
        selection = Selection(self)
        document = Document(jobs, settings, self)
        self.desk = Desk(
            document=document,
            styles=LayerStyles(document, self),
            context=Context(settings, self),
            selection=selection,
            stage=MapStage(selection, self),
            jobs=jobs,
            notices=Notices(self),
            settings=settings,
            theme=theme,
        )
        self.base_maps = BaseMapEntry(self.desk, self)
        self.parts = self._build(pages)
        self.commands = WindowCommands(self.parts)
        self.state = ProjectState(self.parts)
        self.tools = MapTools(self.desk, self)
        for name, act in self.tools.actions().items():
            self.parts.actions.on(name, act)
        self.commands.offers.append(self.tools.editing.offers)
        self.commands.map_menu.fillers.append(self.tools.fill_menu)
        self.parts.menu_bar.add_bookmarks(self.tools.bookmarks.menu)
        self.style_preview = StylePreview(self.desk, self.parts.tasks.keeps_map, self)
        self.inset = InsetDesk(self.desk, self.parts.actions["inset"], self)
        self._wanted_task = ""
        self._offered: set[str] = set()
        self._closing = False
        self._connect()
        self.addActions(self.parts.actions.all())
        self.parts.tasks.leave()
        self.parts.start_page.enable(False)
        self.state.show()

    def attach(self, application: "Application") -> None:
        """Bring in the wired ports; projects can be opened from now on."""
        self.desk.document.attach(application)
        self.parts.start_page.enable(True)
        self.state.show()

    def put_map(self, view: "MapView") -> None:
        """Bring in the map; it shows what was asked for in the meantime."""
        self.parts.workspace.put_map(view)
        self.base_maps.attach(view)
        self.desk.stage.attach(view)
        view.cursor_moved.connect(lambda lon, lat: self.parts.fields.set_cursor((lon, lat)))
        view.cursor_left.connect(lambda: self.parts.fields.set_cursor(None))
        view.scale_changed.connect(self.parts.fields.set_scale)
        view.scale_changed.connect(self.tools.bookmarks.note_scale)
        view.failed.connect(self.commands.map_failed)
        RestartNotice(self.desk, view)
        view.context_requested.connect(self.commands.map_menu.show)
        self.desk.theme.changed.connect(self._dress_map)
        self._dress_map()

    def _dress_map(self) -> None:
        view = self.desk.stage.view
        if view is not None:
            theme = self.desk.theme
            view.set_theme(
                dark=theme.colours.dark,
                high_contrast=theme.high_contrast,
                text_scale=theme.scale,
            )

    def choose_task(self, key: str) -> None:
        """Show a task; without a project ask for one first, then open that task."""
        if self.desk.document.session is None:
            self.parts.strip.set_current("")
            self._wanted_task = key
            if self.desk.document.ready:
                self.parts.flow.open()
            return
        self.parts.tasks.choose(key)

    def accept_path(self, path: Path) -> None:
        """A file dropped on the window: projects open, others go to the task or the import."""
        if path.suffix.lower() == ".gpkg" and self.desk.document.session is None:
            self.parts.flow.open(path)
            return
        if self.base_maps.accept(path):
            return
        page = self.parts.tasks.current
        if page is not None and page.accept_file(path):
            return
        self.commands.take_file(path)

    def _build(self, pages: Sequence[TaskEntry]) -> WindowParts:
        desk = self.desk
        theme, settings = desk.theme, desk.settings
        actions = WindowActions(theme, self)
        strip = TaskStrip(pages, desk.context, theme)
        start_page = StartPage(pages, theme, settings, desk.jobs)
        workspace = Workspace(theme, desk.notices, start_page)
        messages, rail = MessagesPanel(theme), Rail(theme)
        left, right = PanelDock(theme, "left", self), PanelDock(theme, "right", self)
        bottom = BottomDock(theme, messages, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, strip)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, rail)
        self.setCentralWidget(workspace)
        for corner, area in _CORNERS:
            self.setCorner(corner, area)
        for dock, area in zip((left, right, bottom), _AREAS, strict=True):
            self.addDockWidget(area, dock)
        parts = WindowParts(
            window=self,
            desk=desk,
            flow=DocumentFlow(desk.document, settings, desk.notices, self),
            actions=actions,
            menu_bar=MenuBar(
                actions,
                [(entry.menu, strip.actions_by_key[entry.key]) for entry in pages],
                settings,
            ),
            search=SearchBox(desk, actions.all),
            strip=strip,
            start_page=start_page,
            workspace=workspace,
            browse=HierarchyDesk(desk, self),
            left_dock=left,
            right_dock=right,
            bottom_dock=bottom,
            messages=messages,
            tasks=TaskSwitch(
                self,
                pages,
                desk=desk,
                docks=(left, right, bottom),
                workspace=workspace,
                layers=self._make_layers,
                rail=rail,
            ),
            fields=StatusFields(theme, desk.jobs),
        )
        self.setMenuBar(parts.menu_bar)
        parts.menu_bar.set_corner(parts.search)
        self.setStatusBar(parts.fields)
        return parts

    def _make_layers(self) -> QWidget:
        from dzmap.ui.overlay.layer_panel import LayerPanel

        panel = LayerPanel(self.desk)
        panel.table_asked.connect(lambda name: self.parts.tasks.go(f"overlay/{name}"))
        self.base_maps.sign(panel)
        return panel

    def _connect(self) -> None:
        parts, document = self.parts, self.desk.document
        parts.strip.chosen.connect(self.choose_task)
        start = parts.start_page
        start.task_chosen.connect(self.choose_task)
        start.open_wanted.connect(partial(parts.flow.open, None))
        start.new_wanted.connect(parts.flow.new)
        start.sample_wanted.connect(parts.flow.open_sample)
        start.recent_chosen.connect(lambda path: parts.flow.open(Path(path)))
        start.recent_forgotten.connect(self.commands.forget_recent)
        start.shortcuts_wanted.connect(self.commands.show_shortcuts)
        parts.actions.on("base_maps", self.base_maps.open)
        parts.fields.network_clicked.connect(self.base_maps.open)
        self.base_maps.desk.online_changed.connect(parts.fields.set_online)
        parts.fields.scale_wanted.connect(self.commands.set_scale)
        parts.fields.state_clicked.connect(partial(parts.flow.save, None))
        parts.search.place_chosen.connect(self.commands.go_to)
        parts.search.task_asked.connect(parts.tasks.go)
        self.desk.jobs.failed.connect(self.desk.notices.error)
        self.desk.notices.logged.connect(self._log)
        parts.tasks.changed.connect(self._task_changed)
        parts.tasks.changed.connect(lambda _: self.style_preview.catch_up())
        parts.tasks.import_asked.connect(self.commands.ask_import)
        parts.tasks.browse_asked.connect(parts.browse.expand_selected)
        self.desk.stage.told.connect(self.commands.hear_map)
        self.desk.selection.changed.connect(
            lambda: parts.fields.set_selected(len(self.desk.selection.ids))
        )
        document.opened.connect(self._project_opened)
        document.closed.connect(self._project_closed)
        document.changed.connect(self._project_changed)
        document.state_changed.connect(self._close_when_saved)

    def _project_opened(self) -> None:
        session = self.desk.document.session
        if session is None:
            return
        self.parts.strip.set_sample(session.sample)
        years = session.table("enterprise_years")["year"].dropna().unique()
        self.parts.strip.set_years([int(year) for year in years])
        for page in self.parts.tasks.every():
            page.project_opened()
        known = self.parts.strip.actions_by_key
        wanted = self._wanted_task or self.desk.settings.last_task
        self._wanted_task = ""
        self.parts.tasks.choose(wanted if wanted in known else next(iter(known)))

    def _project_closed(self) -> None:
        self.parts.tasks.leave()
        self.desk.selection.clear()
        self.desk.stage.forget()
        self.parts.strip.set_sample(False)
        for page in self.parts.tasks.every():
            page.project_closed()
        self.parts.start_page.show_recent()

    def _project_changed(self, tables: frozenset[str]) -> None:
        if tables == {"bookmarks"}:
            return  # nothing that a page shows
        for page in self.parts.tasks.every():
            page.project_changed(tables)

    def _task_changed(self, key: str) -> None:
        self.parts.strip.set_current(key)
        if key:
            self.desk.settings.last_task = key
            page = self.parts.tasks.current
            if page is not None and key not in self._offered:
                self._offered.add(key)
                self.parts.menu_bar.add_page_actions(page)

    def _close_when_saved(self) -> None:
        if self._closing and not self.desk.document.saving:
            self._closing = False
            self.close()

    def _log(self, message: Message) -> None:
        self.parts.messages.add(message)
        self.parts.bottom_dock.count_messages(len(self.desk.notices.messages))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = SizeClass.of(self.width(), self.height())
        self.parts.strip.set_size_class(size, self.width())
        self.parts.fields.set_size_class(size)
        self.parts.search.set_size_class(size)
        self.parts.tasks.set_size_class(size)
        # The centre has its new geometry only after the layout ran.
        QTimer.singleShot(0, self.parts.tasks.follow_resize)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.parts.actions["full_screen"].setChecked(self.isFullScreen())

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.accept_path(Path(url.toLocalFile()))
                return

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        document = self.desk.document
        if document.saving:
            event.ignore()
            self._closing = True
            return
        for page in self.parts.tasks.every():
            page.settle()
        if document.modified:
            event.ignore()
            self.parts.flow.ask_to_save(self.commands.close_for_good)
            return
        self.commands.put_away()
        event.accept()
