"""Waiting for the window as its user does: until its work is done, or a dialog stands there."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog

from dzmap.ui.shell.main_window import MainWindow
from tests.ui.conftest import wait


def settle(window: MainWindow) -> None:
    """Wait until nothing runs in the background."""
    wait(lambda: not window.desk.jobs.jobs)


def answer(act: Callable[[QDialog], object]) -> None:
    """Use the dialog that is about to open."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            act(dialog)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(0, look)
