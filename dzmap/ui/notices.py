"""What the window has to say: toast on the map, banner above it, and the 消息 list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

Action = tuple[str, Callable[[], object]]
"""Text of a button and what it does."""

_ICONS = {"info": "info", "warn": "warning", "error": "error_circle", "ok": "checkmark_circle"}
_ROLES = {"info": "accent", "warn": "warn_text", "error": "error_text", "ok": "ok_text"}


@dataclass(frozen=True)
class Message:
    """One line of the 消息 list; ``kind`` is info, ok, warn or error."""

    kind: str
    text: str
    details: str = ""
    at: datetime = field(default_factory=lambda: datetime.now().astimezone())


class Notices(QObject):
    """Where pages say things; the window shows them."""

    toasted = Signal(str, object)  # text, Action | None
    bannered = Signal(str, str, object, str)  # kind, text, Action | None, key
    banner_ended = Signal(str)  # key
    logged = Signal(object)  # Message

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages: list[Message] = []

    def toast(self, text: str, action: Action | None = None) -> None:
        """Say something that happened, for five seconds (ten with an action such as 撤销)."""
        self.toasted.emit(text, action)

    def banner(self, kind: str, text: str, action: Action | None = None, *, key: str = "") -> None:
        """Say something that holds until solved or closed; the same ``key`` replaces."""
        self.bannered.emit(kind, text, action, key or text)
        if kind in ("warn", "error"):
            self.log(kind, text)

    def end_banner(self, key: str) -> None:
        """Take a banner away that is solved."""
        self.banner_ended.emit(key)

    def log(self, kind: str, text: str, details: str = "") -> None:
        """Add a line to the 消息 list."""
        message = Message(kind, text, details)
        self.messages.append(message)
        self.logged.emit(message)

    def error(self, error: KnownError, action: Action | None = None) -> None:
        """Show a failure that the user can act on, without stopping the rest of the window."""
        parts = [
            error.what,
            Path(error.file).name,
            f"{tr('原因')}：{error.reason}" if error.reason else "",
            f"{tr('怎么办')}：{error.remedy}" if error.remedy else "",
        ]
        details = str(error)
        copy = (tr("复制详情"), lambda: QGuiApplication.clipboard().setText(details))
        text = "　".join(part for part in parts if part)
        self.bannered.emit("error", text, action or copy, error.what)
        self.log("error", error.what, details)


class Toast(QFrame):
    """A dark strip at the bottom centre of its parent, one at a time."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._icon = plain_label()
        theme.dress(self._icon, "checkmark_circle", "tooltip_text")
        self._text = plain_label()
        self._button = QPushButton()
        self._button.setFlat(True)
        self._button.clicked.connect(self._act)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(8)
        for widget in (self._icon, self._text, self._button):
            layout.addWidget(widget)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._action: Callable[[], object] | None = None
        self._ground = parent
        parent.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, action: Action | None) -> None:
        """Show ``text`` with an optional button."""
        self._text.setText(text)
        self._button.setVisible(action is not None)
        if action is not None:
            self._button.setText(action[0])
            self._action = action[1]
        self._place()
        self.show()
        self.raise_()
        self._timer.start(10_000 if action else 5_000)

    def _act(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    def _place(self) -> None:
        self.adjustSize()
        parent = self._ground
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 24)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


class Banner(QFrame):
    """One tinted line with an icon, an action and a cross."""

    def __init__(
        self,
        theme: Theme,
        kind: str,
        text: str,
        action: Action | None,
        on_close: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("note", kind)
        icon = plain_label()
        theme.dress(icon, _ICONS[kind], _ROLES[kind])
        label = plain_label(text)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setSpacing(8)
        layout.addWidget(icon)
        layout.addWidget(label, 1)
        if action is not None:
            button = QPushButton(action[0])
            button.clicked.connect(on_close)
            button.clicked.connect(action[1])
            layout.addWidget(button)
        close = QToolButton()
        close.setAccessibleName(tr("关闭这条消息"))
        close.setToolTip(tr("关闭这条消息"))
        close.setAutoRaise(True)
        theme.dress(close, "dismiss", "text2")
        close.clicked.connect(on_close)
        layout.addWidget(close)


class BannerStack(QWidget):
    """The banners above the centre, newest last, each with its key."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._banners: dict[str, Banner] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 6, 8, 6)
        self._layout.setSpacing(4)
        self.hide()

    def add(self, kind: str, text: str, action: Action | None, key: str) -> None:
        """Show a banner; it replaces the one with the same key."""
        self.end(key)
        banner = Banner(self._theme, kind, text, action, lambda: self.end(key))
        self._banners[key] = banner
        self._layout.addWidget(banner)
        self.show()

    def end(self, key: str) -> None:
        """Take a banner away."""
        banner = self._banners.pop(key, None)
        if banner is not None:
            banner.hide()
            banner.deleteLater()
        self.setVisible(bool(self._banners))

    def clear(self) -> None:
        """Take all banners away (another project)."""
        for key in list(self._banners):
            self.end(key)
