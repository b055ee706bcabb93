"""Selecting with a rectangle, a polygon or a radius on the map."""

from PySide6.QtCore import QObject

from dzmap.mapping.messages import Sketch
from dzmap.ui.i18n import tr
from dzmap.ui.map.sketches import Place, places
from dzmap.ui.page import Desk

_TOOLS = ("select_box", "select_polygon", "select_radius")


class ShapeDesk(QObject):
    """Turns finished shapes into selections: Shift adds, Ctrl removes, both keep what is in both."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.stage.told.connect(self._hear)

    def _hear(self, message: object) -> None:
        if not isinstance(message, Sketch) or message.tool not in _TOOLS:
            return
        at = places(self._desk.stage, message, with_cursor=message.phase == "changed")
        if message.phase == "done":
            self._select(message, at)
        elif message.tool == "select_radius" and len(at) == 2:
            self._say_radius(at)

    def _say_radius(self, at: list[Place]) -> None:
        from dzmap.core.measuring import measured
        from dzmap.core.quantities import format_distance

        radius = format_distance(measured(at, closed=False).planar_m)
        self._desk.stage.tell("toolBar", lines=[tr("半径 {radius}").format(radius=radius)])

    def _select(self, sketch: Sketch, at: list[Place]) -> None:
        from dzmap.services.selecting import Combination, combined, picked

        stage, selection = self._desk.stage, self._desk.selection
        visible = [layer for layer in stage.layers() if stage.is_visible(layer)]
        hit = picked(visible, _shape(sketch.tool, at))
        table, found = hit.table, hit.ids
        how = {
            (False, False): Combination.NEW,
            (True, False): Combination.ADD,
            (False, True): Combination.REMOVE,
            (True, True): Combination.KEEP,
        }[sketch.shift, sketch.ctrl]
        same = table == selection.table
        if not found and how is Combination.NEW:
            self._desk.notices.toast(tr("这里没有可选的对象。不可见的图层不参与选择。"))
        if how is Combination.NEW or (how is Combination.ADD and not same and found):
            stage.choose(hit.layer, found, hit.positions)
        elif found and same:
            selection.set(selection.table, combined(selection.ids, found, how))
        elif how is Combination.KEEP:
            selection.clear()


def _shape(tool: str, at: list[Place]) -> object:
    import shapely

    from dzmap.services.selecting import circle

    if tool == "select_box":
        (x1, y1), (x2, y2) = at
        return shapely.box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
    if tool == "select_radius":
        return circle(*at)
    return shapely.make_valid(shapely.Polygon(at))
