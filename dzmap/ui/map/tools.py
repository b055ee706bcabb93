"""The desks of the map's tools: each hears what is drawn with its tools and makes something of it."""

from PySide6.QtCore import QObject

from dzmap.ui.map.measuring import MeasuringDesk
from dzmap.ui.map.selecting import SelectingDesk
from dzmap.ui.page import Desk


class MapTools(QObject):
    """Made once with the window; the tools themselves stand in the strip on the map."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.selecting = SelectingDesk(desk, self)
        self.measuring = MeasuringDesk(desk, self)
