import logging
import threading
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dzmap.core.problems import KnownError
from dzmap.ui.shell.crash_dialog import CrashDialog, CrashGuard, start_log
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_grab import grab


def a_bug() -> ZeroDivisionError:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def test_that_the_details_can_be_copied(qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
    dialog = CrashDialog(a_bug(), tmp_path)
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "crash")
    dialog.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert "ZeroDivisionError" in text
    assert "dzmap" in text


def test_that_a_bug_shows_one_dialog_however_often_it_strikes(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    guard = CrashGuard(tmp_path, window)
    error = a_bug()
    for _ in range(3):
        guard.catch(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: guard.dialog is not None)
    first = guard.dialog
    qtbot.wait(20)
    assert guard.dialog is first
    assert first is not None
    first.reject()
    assert guard.dialog is None


def test_that_a_bug_in_a_thread_reaches_the_gui_thread(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    guard = CrashGuard(tmp_path, window)
    error = a_bug()
    thread = threading.Thread(target=lambda: guard.catch(type(error), error, None))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: guard.dialog is not None)
    assert guard.dialog is not None
    guard.dialog.reject()


def test_that_a_known_error_is_no_crash(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    guard = CrashGuard(tmp_path, window)
    with qtbot.waitSignal(guard.known):
        guard.catch(KnownError, KnownError("打不开这个文件"), None)
    assert guard.dialog is None


def test_that_the_log_takes_chinese_and_a_closed_folder_does_no_harm(tmp_path: Path) -> None:
    path = start_log(tmp_path / "日志")
    assert path is not None
    logging.getLogger("dzmap.test").warning("写入失败")
    handler = logging.getLogger("dzmap").handlers[-1]
    handler.flush()
    assert "写入失败" in path.read_text(encoding="utf-8")
    logging.getLogger("dzmap").removeHandler(handler)
    handler.close()
    blocked = tmp_path / "文件"
    blocked.write_text("", encoding="utf-8")
    assert start_log(blocked / "日志") is None
