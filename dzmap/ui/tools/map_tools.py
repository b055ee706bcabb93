"""The desks of the map's tools: each hears what is drawn with its tools and makes something of it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from dzmap.ui.bookmarks.desk import BookmarkDesk
from dzmap.ui.editing.desk import EditingDesk
from dzmap.ui.editing.topology_desk import TopologyDesk
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.selecting.desk import ChoosingDesk
from dzmap.ui.selecting.shape_desk import ShapeDesk
from dzmap.ui.tools.measuring import MeasuringDesk


class MapTools(QObject):
    """Made once with the window; the tools themselves stand in the strip on the map."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self.selecting = ShapeDesk(desk, self)
        self.measuring = MeasuringDesk(desk, self)
        self.editing = EditingDesk(desk, window)
        self.topology = TopologyDesk(desk, window)
        self.choosing = ChoosingDesk(desk, window)
        self.bookmarks = BookmarkDesk(desk, window)

    def fill_menu(self, menu: QMenu, longitude: float, latitude: float) -> None:
        """What can be begun at a place of EPSG:4490, for the context menu of the map."""
        menu.addAction(tr("加书签…")).triggered.connect(lambda _=False: self.bookmarks.add())
        menu.addAction(tr("测量从这里")).triggered.connect(
            lambda _=False: self.measuring.begin_at(longitude, latitude)
        )
        kinds = menu.addMenu(tr("在这里新建"))
        for table, title in self.editing.kinds():
            kinds.addAction(title).triggered.connect(
                lambda _=False, table=table: self.editing.draw_at(table, longitude, latitude)
            )
        kinds.setEnabled(bool(kinds.actions()))

    def actions(self) -> dict[str, Callable[[], object]]:
        """What the window's actions of these names do."""
        editing = self.editing
        choosing = self.choosing.actions()
        drawing = {
            name: partial(editing.draw, name)
            for name in ("draw_point", "draw_line", "draw_polygon")
        }
        changing = {
            name: partial(editing.change, name) for name in ("split", "cut_hole", "reshape", "move")
        }
        return {
            "measure": self.measuring.begin,
            "edit_shape": editing.edit_vertices,
            "merge": editing.merge,
            "delete_features": editing.remove,
            "topology": self.topology.begin,
            **choosing,
            **self.bookmarks.actions(),
            **drawing,
            **changing,
        }
