"""The inset map (附图): what it is about follows the selection; the user switches it on and off."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from dzmap.mapping.messages import InsetSwitch
from dzmap.ui.page import Desk


class InsetDesk(QObject):
    """Tells the page what the inset shows, and keeps the switch in the settings.

    ``action`` is the entry of the menu; it is checkable from here on.
    """

    def __init__(self, desk: Desk, action: QAction, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._action = action
        self._told: dict[str, object] = {}
        action.setCheckable(True)
        action.setChecked(desk.settings.inset)
        action.triggered.connect(self._switch)
        desk.stage.told.connect(self._hear)
        desk.stage.model_changed.connect(self._tell)
        desk.selection.changed.connect(self._tell)

    def _hear(self, message: object) -> None:
        if isinstance(message, InsetSwitch):
            self._action.setChecked(message.shown)
            self._switch(message.shown)

    def _switch(self, shown: bool) -> None:
        self._desk.settings.inset = shown
        self._tell()

    def _tell(self) -> None:
        content = self._content()
        if content != self._told:
            self._told = content
            self._desk.stage.tell("inset", keep=True, **content)

    def _content(self) -> dict[str, object]:
        from dzmap.services.inset import inset_focus

        session, selection = self._desk.document.session, self._desk.selection
        focus = inset_focus(session, selection.table, selection.ids) if session else None
        layers = self._desk.stage.layers() if focus is not None else ()
        return {
            "shown": self._desk.settings.inset,
            "title": focus.title if focus is not None else "",
            "bounds": list(focus.bounds) if focus is not None else None,
            "labelled": [
                layer.id for layer in layers if focus is not None and layer.table == focus.table
            ],
        }
