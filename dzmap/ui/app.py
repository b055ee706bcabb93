"""Starting the window: it shows before the heavy libraries are loaded in a thread."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from dzmap.mapping.kept_maps import MapShelf
from dzmap.resources import resource_path
from dzmap.services.jobs import Progress
from dzmap.settings import Settings, cache_folder, log_folder
from dzmap.ui.collector import GuiCollector
from dzmap.ui.i18n import Language, tr
from dzmap.ui.pages import PAGES
from dzmap.ui.shell.crash_dialog import CrashGuard, start_log
from dzmap.ui.shell.kept_maps import KeptMaps
from dzmap.ui.shell.layouts import restore_geometry
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.theme.theme import Theme

if TYPE_CHECKING:
    from dzmap.services.application import Application

_LOG = logging.getLogger(__name__)
_READINGS_MS = 4000  # by then the map stands; nobody sorts a table before that


def run(
    build: "Callable[[], Application]",
    project: Path | None = None,
    *,
    software_rendering: bool = False,
) -> int:
    """Show the window until it is closed; returns the exit code.

    Args:
        build: wires the application; called in a thread once the window is visible.
        project: opened when everything is ready.
        software_rendering: draw without a GPU, as the setting of the same name does.
    """
    settings = Settings.for_user()
    log_path = start_log(log_folder())
    app = prepare(settings, software_rendering=software_rendering)
    GuiCollector(app)
    theme = Theme(app)
    theme.choose(settings.theme, settings.font_size)
    Language(app).choose(settings.language)
    window = MainWindow(settings, theme, PAGES)
    guard = CrashGuard(log_path.parent if log_path else log_folder(), window)
    guard.install()
    guard.known.connect(window.desk.notices.error)
    window.desk.jobs.bug.connect(guard.show)
    if settings.damaged is not None:
        window.desk.notices.banner(
            "warn",
            tr("设置文件读不懂，已按默认设置启动；原文件留在 {name}。").format(
                name=settings.damaged.name
            ),
        )
    if not restore_geometry(settings, window):
        window.resize(1440, 900)
    window.show()
    starter = Starter(window, build, project)
    QTimer.singleShot(0, starter.begin)
    return app.exec()


def prepare(settings: Settings, *, software_rendering: bool = False) -> QApplication:
    """Everything that must happen before and right at the making of QApplication."""
    from PySide6.QtQuick import QQuickWindow, QSGRendererInterface

    from dzmap.ui.map.scheme import register_scheme

    register_scheme()
    if software_rendering or settings.software_rendering:
        QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("dzmap")
    app.setApplicationDisplayName("")
    app.setDesktopFileName("dzmap")
    app.setWindowIcon(QIcon(str(resource_path("icons", "dzmap.svg"))))
    return app


class Starter(QObject):
    """Loads what is heavy in a thread, then gives the window its ports and its map."""

    def __init__(
        self, window: MainWindow, build: "Callable[[], Application]", project: Path | None
    ) -> None:
        super().__init__(window)
        self._window = window
        self._build = build
        self._project = project

    def begin(self) -> None:
        """Start the map's page and load what is heavy beside it."""
        from dzmap.ui.map.view import MapView

        self._window.put_map(MapView())
        kept = KeptMaps(self._window.parts, MapShelf(cache_folder() / "maps"))
        if self._project is not None:
            kept.show(self._project)
        self._window.desk.jobs.run(
            tr("正在启动"), self._load, on_done=self._ready, cancellable=False
        )

    def _load(self, progress: Progress) -> "Application":
        progress.step(tr("加载程序"))
        application = self._build()
        # What the first project needs, loaded while nobody waits for it.
        import dzmap.services.details
        import dzmap.services.overlay
        import dzmap.services.session  # noqa: F401

        return application

    def _ready(self, application: "Application") -> None:
        self._window.attach(application)
        QTimer.singleShot(_READINGS_MS, self, self._read_ahead)
        if self._project is not None:
            self._window.accept_path(self._project)

    def _read_ahead(self) -> None:
        self._window.desk.jobs.run(tr("加载程序"), _load_readings, key="readings")


def _load_readings(progress: Progress) -> None:
    """What sorting Chinese and the search want first, before anybody clicks a header."""
    from dzmap.services.text_order import load_order

    progress.step(tr("加载程序"))
    load_order()
