"""How large a dialog opens: as designed, larger with the text, never beyond the window."""

from PySide6.QtWidgets import QApplication, QDialog

from dzmap.ui.theme.fonts import BODY_PT

_MARGIN = 32


def open_size(dialog: QDialog, width: int, height: int) -> None:
    """Give a dialog its first size.

    Args:
        dialog: With its parent, whose window bounds it.
        width: Logical pixels at the standard text size.
        height: Likewise.
    """
    scale = QApplication.font().pointSizeF() / BODY_PT
    parent = dialog.parentWidget()
    room = dialog.screen().availableSize() if parent is None else parent.window().size()
    dialog.resize(
        min(round(width * scale), room.width() - _MARGIN),
        min(round(height * scale), room.height() - _MARGIN),
    )
