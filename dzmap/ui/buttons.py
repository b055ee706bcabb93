"""Buttons that several panels share."""

from PySide6.QtWidgets import QToolButton

from dzmap.ui.theme.theme import Theme


def tool_button(theme: Theme, icon: str, text: str, *, role: str = "text2") -> QToolButton:
    """A flat icon button with tool tip and accessible name."""
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    theme.dress(button, icon, role)
    return button
