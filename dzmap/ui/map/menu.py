"""The context menu of the map: what can be done with the place and with what lies there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from dzmap.core.degrees import degrees_text
from dzmap.ui.i18n import tr


def coordinate_texts(lon: float, lat: float) -> list[tuple[str, str]]:
    """Caption and text of every notation of a place of EPSG:4490, for the clipboard."""
    from dzmap.core.crs import LONLAT, PLANE, PLANE_ZONED, transformer

    easting, northing = transformer(LONLAT, PLANE).transform(lon, lat)
    zoned, _ = transformer(LONLAT, PLANE_ZONED).transform(lon, lat)
    return [
        (tr("经纬度"), f"{lon:.6f}, {lat:.6f}"),
        (tr("度分秒"), degrees_text(lon, lat, sexagesimal=True)),
        ("CGCS2000", f"X {northing:.3f} Y {easting:.3f}"),
        (tr("CGCS2000，带号 39"), f"X {northing:.3f} Y {zoned:.3f}"),
    ]


class MapMenu(QObject):
    """Shows the menu; ``details`` and ``locate`` act on the selection, ``here`` on the place.

    ``more`` gives further entries for the selection: text and what to do. ``fillers`` add their own
    entries for the place: each gets the menu, longitude and latitude.
    """

    def __init__(
        self,
        window: QWidget,
        *,
        has_selection: Callable[[], bool],
        details: Callable[[], object],
        locate: Callable[[], object],
        here: Callable[[float, float], object],
        more: Callable[[], Sequence[tuple[str, Callable[[], object]]]],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._has_selection = has_selection
        self._details = details
        self._locate = locate
        self._here = here
        self._more = more
        self.fillers: list[Callable[[QMenu, float, float], object]] = []

    def build(self, lon: float, lat: float) -> QMenu:
        """The menu for a place of EPSG:4490."""
        menu = QMenu(self._window)
        menu.addAction(tr("这里能进什么")).triggered.connect(lambda _=False: self._here(lon, lat))
        menu.addSeparator()
        if self._has_selection():
            menu.addAction(tr("详情")).triggered.connect(lambda _=False: self._details())
            menu.addAction(tr("定位")).triggered.connect(lambda _=False: self._locate())
            for text, act in self._more():
                menu.addAction(text).triggered.connect(lambda _=False, act=act: act())
            menu.addSeparator()
        copy = menu.addMenu(tr("复制坐标"))
        for caption, text in coordinate_texts(lon, lat):
            action = copy.addAction(f"{caption}　{text}")
            action.triggered.connect(
                lambda _=False, text=text: QGuiApplication.clipboard().setText(text)
            )
        for fill in self.fillers:
            fill(menu, lon, lat)
        return menu

    def show(self, lon: float, lat: float) -> None:
        """Show it at the cursor."""
        self.build(lon, lat).exec(QCursor.pos())
