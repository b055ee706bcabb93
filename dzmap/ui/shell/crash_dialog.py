"""When the program has a bug: log it, say it, offer the details to copy, go on if possible."""

import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

import dzmap
from dzmap.core.problems import KnownError
from dzmap.ui.plain_text import plain_label

_LOG = logging.getLogger("dzmap")


def start_log(folder: Path) -> Path | None:
    """Write warnings and errors of the program to ``dzmap.log``; None if the folder refuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "dzmap.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.INFO)
    return folder / "dzmap.log"


def report_text(error: BaseException) -> str:
    """What helps to find a bug: versions, system, traceback; no data of the project."""
    trace = "".join(traceback.format_exception(error))
    return (
        f"dzmap {dzmap.__version__} · Python {platform.python_version()} · PySide6 {qt_version}\n"
        f"{platform.platform()}\n\n{trace}"
    )


class CrashDialog(QDialog):
    """Says that the program made a mistake; the project file is untouched."""

    def __init__(
        self, error: BaseException, log_folder: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("程序出错了"))
        self.details = report_text(error)
        head = plain_label(self.tr("这一步没有完成，是程序的错误"))
        head.setProperty("role", "title")
        advice = plain_label(
            self.tr(
                "项目文件停在上次保存的状态，没有损坏；没有保存的修改还在，可以先另存。"
                "把下面的详情发给维护人员，有助于改正。"
            )
        )
        advice.setWordWrap(True)
        text = QPlainTextEdit(self.details)
        text.setReadOnly(True)
        text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        text.setAccessibleName(self.tr("错误详情"))
        buttons = QDialogButtonBox()
        self.copy_button = buttons.addButton(
            self.tr("复制详情"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.clicked.connect(self._copy)
        folder = buttons.addButton(
            self.tr("打开日志文件夹"), QDialogButtonBox.ButtonRole.ActionRole
        )
        folder.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder)))
        )
        proceed = buttons.addButton(self.tr("继续工作"), QDialogButtonBox.ButtonRole.RejectRole)
        proceed.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (head, advice, text, buttons):
            layout.addWidget(widget)
        self.resize(640, 420)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)
        self.copy_button.setText(self.tr("已复制"))


class CrashGuard(QObject):
    """Catches what escapes in any thread and shows one dialog at a time in the GUI thread."""

    known = Signal(object)
    _caught = Signal(object)

    def __init__(self, log_folder: Path, window: QWidget) -> None:
        super().__init__(window)
        self._log_folder = log_folder
        self._window = window
        self.dialog: CrashDialog | None = None
        self._caught.connect(self.show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over ``sys.excepthook`` and ``threading.excepthook``."""
        sys.excepthook = self.catch
        threading.excepthook = lambda args: self.catch(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def catch(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log and show; Ctrl+C in a terminal still ends the program."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, KnownError):
            _LOG.critical("unexpected error", exc_info=(kind, error, trace))
        self._caught.emit(error)

    def show(self, error: BaseException) -> None:
        """Show the dialog, or hand a KnownError to the window's notices."""
        if isinstance(error, KnownError):
            self.known.emit(error)
            return
        if self.dialog is not None:
            return  # the first one tells the story; the rest is in the log
        self.dialog = CrashDialog(error, self._log_folder, self._window)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        self.dialog = None
