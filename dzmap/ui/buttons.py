"""Buttons that several panels share."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QToolButton

from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.theme.theme import Theme


def tool_button(theme: Theme, icon: str, text: str, *, role: str = "text2") -> QToolButton:
    """A flat icon button with tool tip and accessible name."""
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolTip(plain_tip(text))
    button.setAccessibleName(text)
    theme.dress(button, icon, role)
    return button


def verb_buttons(dialog: QDialog, verb: str) -> tuple[QDialogButtonBox, QPushButton]:
    """The primary button and 取消, and the primary one alone, to be switched off while it cannot act."""
    buttons = QDialogButtonBox()
    act = buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
    act.setProperty("primary", True)
    buttons.addButton(tr("取消"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, act


def dialog_buttons(dialog: QDialog, verb: str) -> QDialogButtonBox:
    """The primary button and 取消 of a form; Enter in a field presses neither."""
    buttons, _ = verb_buttons(dialog, verb)
    for one in buttons.buttons():
        if isinstance(one, QPushButton):
            one.setAutoDefault(False)
    return buttons
