"""Reasons for changing settled boundaries: asked for once while a tool is in hand."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from dzmap.ui.i18n import tr

if TYPE_CHECKING:
    from dzmap.services.editing import Feature


class Reasons:
    """Asks with a dialog over ``window`` and remembers until ``forget``."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._given: dict[tuple[str, str], str] = {}

    def ask(self, feature: "Feature", *, remembered: bool = False) -> str:
        """Why the boundary is changed; "" for one that is not settled.

        Raises:
            EditError: nobody gives a reason.
        """
        from dzmap.services.editing import EditError
        from dzmap.ui.editing.reason_dialog import ReasonDialog

        if not feature.locked:
            return ""
        key = (feature.table, feature.id)
        if key in self._given:
            return self._given[key]
        dialog = ReasonDialog(feature.name, self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            raise EditError(tr("没有修改：没有写理由"))
        if remembered:
            self._given[key] = dialog.reason
        return dialog.reason

    def forget(self) -> None:
        """The tool was put away: the next change wants its own reason."""
        self._given.clear()
