"""Text from data in places where Qt would otherwise guess whether it is markup."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget


def plain_label(text: str = "") -> QLabel:
    """A label that shows its text as it is, whatever tags it holds."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def plain_box(parent: QWidget | None) -> QMessageBox:
    """A message box whose texts are shown as they are."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    return box


def plain_tip(text: str) -> str:
    """The text for a tool tip, so that it is shown as it is."""
    if "<" not in text and "&" not in text:  # Qt takes &lt; for markup too
        return text
    return f"<qt>{escape(text, quote=False).replace(chr(10), '<br>')}</qt>"
