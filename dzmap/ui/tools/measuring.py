"""Measuring distances and areas on the map, live while the line is drawn."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dzmap.mapping.messages import Sketch
from dzmap.ui.i18n import tr
from dzmap.ui.map.sketches import places
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.core.measuring import Measured

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

        lines = _lines(measured(at, closed=closed), closed=closed)
        if closed and crosses_itself(at):
            lines.append(tr("边界自相交，面积没有意义"))
        self._desk.stage.tell("toolBar", lines=lines)
        if message.phase == "done" and message.tool.startswith("measure"):
            self._offer_copy(lines)

    def _offer_copy(self, lines: list[str]) -> None:
        from PySide6.QtGui import QGuiApplication

        text = "\n".join(lines)
        self._desk.notices.toast(
            lines[0], action=(tr("复制"), lambda: QGuiApplication.clipboard().setText(text))
        )


def _lines(result: "Measured", *, closed: bool) -> list[str]:
    """Ellipsoidal figures first, planar ones behind them, each with its method."""
    from dzmap.core.quantities import format_distance, format_hectare, format_m2, format_mu
    from dzmap.core.quantities import mu_from_m2 as mu

    if closed and result.ellipsoidal_m2:
        areas = []
        for caption, size in (("椭球", result.ellipsoidal_m2), ("平面", result.planar_m2)):
            land = mu(size)
            parts = "  ".join((format_mu(land), format_m2(size), format_hectare(land)))
            areas.append(f"{tr(caption)} {parts}")
        around = tr("周长 {length}").format(length=format_distance(result.ellipsoidal_m))
        return [*areas, around]
    last = result.segments[-1]
    return [
        tr("椭球 {length}").format(length=format_distance(result.ellipsoidal_m)),
        tr("平面 {length}").format(length=format_distance(result.planar_m)),
        tr("末段 {length}，方位角 {bearing:.1f}°").format(
            length=format_distance(last.ellipsoidal_m), bearing=last.bearing
        ),
    ]
