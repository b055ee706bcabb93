"""What the user is told after the map's process died and the map came back."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dzmap.mapping.messages import Sketch
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.ui.map.view import MapView


class RestartNotice(QObject):
    """Says that the map is as before, and what is not: a sketch lives in the page alone."""

    def __init__(self, desk: Desk, view: "MapView") -> None:
        super().__init__(view)
        self._desk = desk
        self._drawing = False
        view.told.connect(self._watch)
        view.restarted.connect(self._say)

    def _watch(self, message: object) -> None:
        if isinstance(message, Sketch):
            self._drawing = message.phase == "changed" and bool(message.vertices)

    def _say(self) -> None:
        text = tr("地图重新载入过一次，选择和视图已恢复。")
        if self._drawing:
            self._drawing = False
            text += tr("正在画的图形没有保住，请重新画。")
        self._desk.notices.banner("info", text, key="map")
