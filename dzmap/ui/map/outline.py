"""The plain map (简图) that stands in when the web page cannot run: outlines, names, selection."""

import math
from collections.abc import Sequence

import numpy as np
import PySide6
import shapely
from PySide6.QtCore import QPointF, QRectF, QSysInfo, Qt, Signal, qVersion
from PySide6.QtGui import (
    QBrush,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsSceneMouseEvent,
    QGraphicsSimpleTextItem,
    QGraphicsView,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

import dzmap
from dzmap.core.symbols import Symbol
from dzmap.services.map_model import MapLayer, MapModel
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip

_UNITS = 10_000.0  # of the scene per degree of latitude
_STEP = 1.25
_CLOSEST = 40.0  # times larger than the whole map
_MOST = 3000  # features of a layer; more would make the plain map slow
_PICKED = QColor("#00A3E0")
_PICK_WIDTH = 3.0
_LABELLED = ("counties", "zones", "parks")
_KEY = 0

Bounds = tuple[float, float, float, float]


def failure_details(reason: str) -> str:
    """What somebody who is to help needs to know: what happened, and which Qt on which system."""
    return "\n".join(
        (
            reason,
            f"dzmap {dzmap.__version__} · Qt {qVersion()} · PySide6 {PySide6.__version__}",
            f"{QSysInfo.prettyProductName()}, {QSysInfo.currentCpuArchitecture()}",
            f"platform {QGuiApplication.platformName()}",
        )
    )


class OutlineMap(QWidget):
    """Draws the areas and lines of a model; ``picked`` carries layer id and feature id of a click.

    A click beside everything picks ("", ""). ``details`` is the text behind 复制详情.
    """

    picked = Signal(str, str)

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = details
        self.scene = _Scene(self)
        self.scene.clicked.connect(self.picked)
        self.canvas = _Canvas(self.scene)
        self.canvas.setAccessibleName(tr("简图：开发区和县界轮廓"))
        self._squeeze = 1.0
        self._model: MapModel | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._notice())
        layout.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)

    def show_model(self, model: MapModel) -> None:
        """Draw a model; the view stays unless the extent is another than before."""
        moved = self._model is None or self._model.extent != model.extent
        self._model = model
        self._squeeze = math.cos(math.radians((model.extent[1] + model.extent[3]) / 2))
        self.canvas.names.clear()
        self.scene.clear()
        shown = (layer for layer in model.layers if layer.visible and layer.kind != "point")
        for depth, layer in enumerate(shown):
            if len(layer.features) <= _MOST:
                self._draw(layer, depth)
        if moved:
            self.zoom_to(model.extent, whole=True)
        self.canvas.arrange_names()

    def select(self, layer_ids: Sequence[str], ids: Sequence[str]) -> None:
        """Highlight features of these layers; nothing with no ids."""
        wanted = {(layer_id, key) for layer_id in layer_ids for key in ids}
        for item in self.scene.items():
            if isinstance(item, _Shape):
                item.pick(item.data(_KEY) in wanted)

    def zoom_to(self, bounds: Bounds, *, whole: bool = False) -> None:
        """Show west, south, east, north (degrees), which may be the whole map."""
        west, south, east, north = bounds
        box = QRectF(self.scene_place(west, north), self.scene_place(east, south))
        self.canvas.show_box(box.adjusted(-20, -20, 20, 20), whole=whole)

    def zoom_full(self) -> None:
        """Show the model's extent."""
        if self._model is not None:
            self.zoom_to(self._model.extent, whole=True)

    def _notice(self) -> QWidget:
        note = QFrame()
        note.setProperty("note", "warn")
        row = QHBoxLayout(note)
        row.setContentsMargins(12, 6, 8, 6)
        text = plain_label(tr("地图组件未能启动，已改用简图。"))
        text.setToolTip(plain_tip(self._details))
        text.setWordWrap(True)
        copy = QPushButton(tr("复制详情"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._details))
        row.addWidget(text, 1)
        row.addWidget(copy)
        return note

    def scene_place(self, lon: float, lat: float) -> QPointF:
        """Where a place of EPSG:4490 stands in the scene."""
        return QPointF(lon * self._squeeze * _UNITS, -lat * _UNITS)

    def _draw(self, layer: MapLayer, depth: int) -> None:
        symbols = {one.value: one.symbol for one in layer.classes}
        rows = layer.features
        values = rows["class"] if "class" in rows else [""] * len(rows)
        only = layer.classes[0].symbol if len(layer.classes) == 1 else None
        labels = rows[layer.label.column] if layer.label and layer.table in _LABELLED else None
        for place, (key, geometry, value) in enumerate(
            zip(rows["id"], rows.geometry, values, strict=True)
        ):
            symbol = symbols.get(str(value), only)
            if symbol is None or geometry is None or geometry.is_empty:
                continue
            item = _Shape(self._path(geometry), symbol, filled=layer.kind == "polygon")
            item.setZValue(depth)
            item.setOpacity(layer.opacity)
            if layer.selectable:
                item.setData(_KEY, (layer.id, str(key)))
            self.scene.addItem(item)
            if labels is not None:
                self._name(str(labels.iloc[place]), geometry, layer)

    def _name(self, text: str, geometry: shapely.Geometry, layer: MapLayer) -> None:
        label = QGraphicsSimpleTextItem(text)
        label.setFlag(label.GraphicsItemFlag.ItemIgnoresTransformations)
        label.setZValue(1000 + (layer.label.priority if layer.label is not None else 0))
        label.setBrush(QColor(layer.label.color if layer.label is not None else "#1B2733"))
        label.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        anchor = shapely.point_on_surface(geometry)
        label.setPos(self.scene_place(anchor.x, anchor.y))
        self.scene.addItem(label)
        self.canvas.names.append(label)

    def _path(self, geometry: shapely.Geometry) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for part in shapely.get_parts(geometry):
            lines = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            for line in lines:
                points = shapely.get_coordinates(line) * np.array([self._squeeze, -1.0]) * _UNITS
                path.moveTo(*points[0])
                for x, y in points[1:]:
                    path.lineTo(x, y)
        return path


class _Shape(QGraphicsPathItem):
    """One feature; lines keep their width at every zoom."""

    def __init__(self, path: QPainterPath, symbol: Symbol, *, filled: bool) -> None:
        super().__init__(path)
        self._plain = QPen(QColor(symbol.line or "#7F8B98"), max(symbol.line_width, 1.0))
        self._plain.setCosmetic(True)
        self._bright = QPen(_PICKED, _PICK_WIDTH)
        self._bright.setCosmetic(True)
        self.setPen(self._plain)
        if filled and symbol.fill:
            fill = QColor(symbol.fill)
            fill.setAlphaF(symbol.fill_opacity)
            self.setBrush(QBrush(fill))

    def pick(self, picked: bool) -> None:
        """Whether it is selected."""
        self.setPen(self._bright if picked else self._plain)


class _Scene(QGraphicsScene):
    """Says which feature was clicked, topmost first."""

    clicked = Signal(str, str)

    @override
    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        keys = (item.data(_KEY) for item in self.items(event.scenePos()))
        found = next((key for key in keys if key is not None), ("", ""))
        self.clicked.emit(*found)


class _Canvas(QGraphicsView):
    """Drags with the hand, zooms with wheel and keys."""

    def __init__(self, scene: QGraphicsScene) -> None:
        super().__init__(scene)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setBackgroundBrush(QColor("#F1F2F3"))
        self._box: QRectF | None = None
        self._is_whole = False
        self.names: list[QGraphicsSimpleTextItem] = []
        self._whole = 0.0

    def show_box(self, box: QRectF, *, whole: bool = False) -> None:
        """Fit a box of the scene, also when the size changes, until the user zooms."""
        self._box, self._is_whole = box, whole
        self.fitInView(box, Qt.AspectRatioMode.KeepAspectRatio)
        if whole:
            self._whole = self.transform().m11()
        self.arrange_names()

    def arrange_names(self) -> None:
        """The more important of two names that would touch stays."""
        taken: list[QRectF] = []
        for name in sorted(self.names, key=lambda name: -name.zValue()):
            corner = QPointF(self.mapFromScene(name.pos()))
            box = name.boundingRect().translated(corner).adjusted(-2, -1, 2, 1)
            name.setVisible(not any(box.intersects(other) for other in taken))
            if name.isVisible():
                taken.append(box)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._box is not None:
            self.show_box(self._box, whole=self._is_whole)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        factor = {"+": _STEP, "=": _STEP, "-": 1 / _STEP}.get(event.text())
        if factor is None:
            super().keyPressEvent(event)
        else:
            self.zoom_by(factor)

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller, between half of the whole map and forty times of it."""
        now = self.transform().m11() * factor
        if self._whole / 2 <= now <= self._whole * _CLOSEST:
            self._box = None
            self.scale(factor, factor)
            self.arrange_names()
