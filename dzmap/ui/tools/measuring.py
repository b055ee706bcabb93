"""Measuring distances and areas on the map, live while the line is drawn."""

from PySide6.QtCore import QObject

from dzmap.mapping.messages import Sketch
from dzmap.ui.i18n import tr
from dzmap.ui.map.sketches import places
from dzmap.ui.page import Desk

_CLOSED = {
    "measure_distance": False,
    "measure_area": True,
    "draw_line": False,
    "draw_polygon": True,
    "cut_hole": True,
    "split": False,
    "reshape": False,
    "move": False,
}


class MeasuringDesk(QObject):
    """Says in the map's tool bar what a sketch measures; a measured result can be copied."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.stage.told.connect(self._hear)

    def begin(self) -> None:
        """Take the tool that measures distances."""
        if self._desk.stage.view is not None:
            self._desk.stage.view.set_tool("measure_distance")

    def begin_at(self, longitude: float, latitude: float) -> None:
        """Measure distances from a place of EPSG:4490."""
        self.begin()
        self._desk.stage.tell("sketchVertex", longitude=longitude, latitude=latitude)

    def _hear(self, message: object) -> None:
        if not isinstance(message, Sketch) or message.tool not in _CLOSED:
            return
        if message.phase == "cancelled":
            self._desk.stage.tell("toolBar", lines=[])
            return
        at = places(self._desk.stage, message, with_cursor=message.phase == "changed")
        closed = _CLOSED[message.tool]
        if len(at) < 2:
            return
        from dzmap.core.measuring import crosses_itself, measured
        from dzmap.ui.tools.measured_text import bar_lines, full_text

        result = measured(at, closed=closed)
        lines = bar_lines(result, closed=closed)
        if closed and crosses_itself(at):
            lines.append(tr("边界自相交，面积没有意义"))
        self._desk.stage.tell("toolBar", lines=lines)
        if message.phase == "done" and message.tool.startswith("measure"):
            self._offer_copy(lines[0], full_text(result, closed=closed))

    def _offer_copy(self, said: str, text: str) -> None:
        from PySide6.QtGui import QGuiApplication

        self._desk.notices.toast(
            said, action=(tr("复制"), lambda: QGuiApplication.clipboard().setText(text))
        )
