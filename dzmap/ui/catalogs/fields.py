"""Fields that tell once what was typed: on Enter, on leaving, and before the project is saved."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.problems import KnownError
from dzmap.ui.plain_text import plain_label

_HISTORY = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)

T = TypeVar("T")


class TextField(QLineEdit):
    """``committed`` carries the stripped text when the user is done with it.

    Undo and redo are the field's own only while something was typed that is not taken over yet.
    ``complained`` carries what is wrong with the text, "" if nothing.
    """

    committed = Signal(str)
    complained = Signal(str)

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._shown = ""
        self.complaint = ""
        self.editingFinished.connect(self.commit)

    @property
    def pending(self) -> bool:
        """Whether something was typed that nobody knows yet."""
        return self.text() != self._shown

    def show_text(self, text: str) -> None:
        """Show a text without telling; what was typed meanwhile gives way."""
        self._shown = text
        if self.text() != text:
            self.setText(text)
        self.complain("")

    def commit(self) -> None:
        """Tell what was typed, if anything was."""
        if self.pending and not self.isReadOnly() and self.isEnabled():
            self.take(self.text().strip())

    def take(self, text: str) -> None:
        """The user is done with a changed text."""
        self._shown = self.text()
        self.committed.emit(text)

    def complain(self, message: str) -> None:
        """Mark the text as wrong and say why; "" takes the mark away."""
        if message != self.complaint:
            self.complaint = message
            self.setProperty("invalid", bool(message))
            self.setAccessibleDescription(message)
            self.style().polish(self)
            self.complained.emit(message)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Save):
                self.commit()
            elif not self.pending and any(map(event.matches, _HISTORY)):
                event.ignore()
                return True
        return super().event(event)


class ReadField(TextField):
    """A field whose text means something: ``read`` carries it, a text without meaning stays."""

    read = Signal(object)

    def __init__(self, name: str, reader: Callable[[str], object], placeholder: str = "") -> None:
        super().__init__(name, placeholder)
        self._reader = reader

    @override
    def take(self, text: str) -> None:
        try:
            value = self._reader(text)
        except KnownError as error:
            self.complain(f"{error.what}。{error.remedy}".replace("。。", "。"))
            return
        self.complain("")
        self._shown = self.text()
        self.read.emit(value)


class NoteField(QPlainTextEdit):
    """Several lines of text, told when the focus leaves."""

    committed = Signal(str)

    def __init__(self, name: str, lines: int = 2) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self._shown = ""
        self._lines = lines
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._size()

    @property
    def pending(self) -> bool:
        """Whether something was typed that nobody knows yet."""
        return self.toPlainText() != self._shown

    def show_text(self, text: str) -> None:
        """Show a text without telling."""
        self._shown = text
        if self.toPlainText() != text:
            self.setPlainText(text)

    def commit(self) -> None:
        """Tell what was typed, if anything was."""
        if self.pending and not self.isReadOnly() and self.isEnabled():
            self._shown = self.toPlainText()
            self.committed.emit(self._shown.strip())

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.commit()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Save):
                self.commit()
            elif not self.pending and any(map(event.matches, _HISTORY)):
                event.ignore()
                return True
        elif event.type() == QEvent.Type.FontChange:
            self._size()
        return super().event(event)

    def _size(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + 16)


class Described(QWidget):
    """A field with room below for what is wrong with it."""

    def __init__(self, field: TextField) -> None:
        super().__init__()
        self._note = plain_label()
        self._note.setProperty("role", "small")
        self._note.setProperty("state", "error")
        self._note.setWordWrap(True)
        self._note.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(field)
        box.addWidget(self._note)
        field.complained.connect(self._show)
        self.setFocusProxy(field)

    def _show(self, message: str) -> None:
        self._note.setText(message)
        self._note.setVisible(bool(message))


def settle(inside: QWidget) -> None:
    """Take over what is being typed in a field of ``inside``, as if the user had left it."""
    widget = QApplication.focusWidget()
    if isinstance(widget, (TextField, NoteField)) and inside.isAncestorOf(widget):
        widget.commit()


def refused(inside: QWidget) -> tuple[str, ...]:
    """What is typed in fields of ``inside`` and could not be taken over: “数值：“abc”不是数”."""
    return tuple(
        f"{field.accessibleName()}：{field.complaint}"
        for field in inside.findChildren(TextField)
        if field.complaint
    )
