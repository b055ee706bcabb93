"""A window with a fake map; the real map has its own tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dzmap.settings import Settings
from dzmap.ui.i18n import Language
from dzmap.ui.main_window import MainWindow
from dzmap.ui.pages import PAGES
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_project import application, sample_file

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp)
    theme.choose("light", "standard")
    yield theme
    theme.deleteLater()


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, settings: Settings, theme: Theme
) -> Iterator[MainWindow]:
    Language(qapp).choose("zh")
    window = MainWindow(settings, theme, PAGES)
    window.resize(1440, 900)
    window.show()
    window.attach(application(), FakeMap())  # type: ignore[arg-type]
    yield window
    window.desk.document.close()
    assert window.desk.jobs.stop()
    window.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window with the sample project open and everything loaded."""
    window.parts.flow.open(sample_file(tmp_path))
    qtbot.waitUntil(lambda: window.desk.document.session is not None, timeout=20000)
    qtbot.waitUntil(lambda: not window.desk.jobs.jobs, timeout=20000)
    return window
