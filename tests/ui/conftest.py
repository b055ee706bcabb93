"""A window with a fake map; the real map has its own tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dzmap.settings import Settings
from dzmap.ui.i18n import Language
from dzmap.ui.pages import PAGES
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_project import application, sample_file


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp)
    theme.choose("light", "standard")
    yield theme
    theme.deleteLater()


def wait(ready: Callable[[], bool]) -> None:
    """Let the window work until ``ready``; 3000 looks at most, half a minute of a running machine."""
    loop = QEventLoop()
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1
        if ready() or looks >= 3000:
            loop.quit()

    timer = QTimer(interval=10)
    timer.timeout.connect(look)
    timer.start()
    # Between the look that found it ready and the loop's end another timer may start new work.
    while not ready() and looks < 3000:
        loop.exec()
    assert ready()


def _make(settings: Settings, theme: Theme) -> MainWindow:
    window = MainWindow(settings, theme, PAGES)
    window.resize(1440, 900)
    window.show()
    window.attach(application())
    window.put_map(FakeMap())  # type: ignore[arg-type]
    return window


def _open(window: MainWindow, path: Path) -> None:
    """Open a project and wait until everything of it is shown."""
    window.parts.flow.open(path)
    wait(lambda: window.desk.document.session is not None and not window.desk.jobs.jobs)


def _close(window: MainWindow) -> None:
    window.desk.document.close()
    assert window.desk.jobs.stop()
    window.deleteLater()


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, settings: Settings, theme: Theme
) -> Iterator[MainWindow]:
    """A window without project."""
    Language(qapp).choose("zh")
    window = _make(settings, theme)
    yield window
    _close(window)


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window with a fresh copy of the sample project open and everything loaded."""
    _open(window, sample_file(tmp_path))
    return window


@pytest.fixture(scope="module")
def shared(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One window with the sample project open, for tests that leave it as they found it."""
    Language(qapp).choose("zh")
    folder = tmp_path_factory.mktemp("shared")
    theme = Theme(qapp)
    theme.choose("light", "standard")
    window = _make(Settings(folder / "settings.json"), theme)
    _open(window, sample_file(folder))
    yield window
    _close(window)
    theme.deleteLater()


@pytest.fixture(autouse=True)
def unselected(request: pytest.FixtureRequest) -> Iterator[None]:
    """The shared window starts each test at rest: standard size, light, nothing selected."""
    yield
    if "shared" in request.fixturenames:
        window: MainWindow = request.getfixturevalue("shared")
        window.desk.theme.choose("light", "standard")
        window.resize(1440, 900)
        window.desk.selection.clear()
        wait(lambda: not window.desk.jobs.jobs)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says so of every dialog; it is no fault of ours."""
    for item in items:
        if "/ui/" in item.nodeid:
            item.add_marker(
                pytest.mark.qt_log_ignore(
                    "propagateSizeHints", r"raise\(\)", "grabbing the keyboard", extend=True
                )
            )
