"""The panel below the layer tree: opacity of the chosen layer, and the ways to its style."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSlider, QVBoxLayout

from dzmap.ui.elided import ElidedLabel
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.plain_text import plain_label
from dzmap.ui.styling.menu import StylingMenu

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer

_PATIENCE_MS = 600
"""After the last move of the slider the opacity is kept, as one edit."""


class LayerFoot(QFrame):
    """Hidden while no layer is chosen."""

    def __init__(self, desk: Desk, styling: StylingMenu) -> None:
        super().__init__()
        self._desk = desk
        self._layer: MapLayer | None = None
        self._kept: set[str] = set()  # layers whose opacity the map will soon bring itself
        self.setProperty("panel", "foot")
        self._name = ElidedLabel()
        self._name.setProperty("role", "strong")
        self._percent = plain_label()
        self._percent.setProperty("role", "secondary")
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setSingleStep(5)
        self.opacity.setAccessibleName(tr("不透明度"))
        self.opacity.valueChanged.connect(self._try_out)
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self.settle)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._percent)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        ways: tuple[tuple[str, Callable[[MapLayer], None]], ...] = (
            (tr("符号…"), styling.symbology),
            (tr("标注…"), styling.labels),
            (tr("筛选…"), styling.filter),
        )
        for text, way in ways:
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, way=way: self._go(way))
            buttons.addWidget(button, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(12, 10, 12, 12)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self.opacity)
        box.addLayout(buttons)
        self.hide()

    def show_layer(self, layer: "MapLayer | None") -> None:
        """Show a layer; None hides the panel. What was being changed is kept first."""
        if self._layer is not None and (layer is None or layer.id != self._layer.id):
            self.settle()
        self._let_go()
        self._layer = layer
        self.setVisible(layer is not None)
        if layer is None or self._soon.isActive():
            return
        self._name.setText(tr(layer.title))
        self.opacity.blockSignals(True)
        self.opacity.setValue(round(self._desk.stage.opacity(layer) * 100))
        self.opacity.blockSignals(False)
        self._show_percent()

    def settle(self) -> None:
        """Keep the opacity that was tried out, if one was."""
        layer, tried = self._layer, self._soon.isActive()
        self._soon.stop()
        if layer is None or not tried:
            return
        style = self._desk.styles.of(layer.id)
        wanted = self.opacity.value() / 100
        self._kept.add(layer.id)
        if round(layer.opacity * 100) != self.opacity.value():
            self._desk.styles.choose(replace(style, opacity=wanted), f"修改不透明度：{layer.title}")

    def _let_go(self) -> None:
        """Where the map shows what was kept, it is no longer held; undo can change it."""
        for layer_id in tuple(self._kept):
            layer = self._desk.stage.layer(layer_id)
            if layer is None or round(layer.opacity - self._desk.stage.opacity(layer), 3) == 0:
                self._desk.stage.set_opacity(layer_id, None)
                self._kept.discard(layer_id)

    def _try_out(self) -> None:
        if self._layer is not None:
            self._desk.stage.set_opacity(self._layer.id, self.opacity.value() / 100)
            self._show_percent()
            self._soon.start()

    def _go(self, way: "Callable[[MapLayer], None]") -> None:
        self.settle()
        if self._layer is not None:
            way(self._layer)

    def _show_percent(self) -> None:
        text = tr("不透明度 {percent} %").format(percent=self.opacity.value())
        self._percent.setText(text)
