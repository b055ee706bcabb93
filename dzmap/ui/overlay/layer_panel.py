"""图层: the layer tree with a filter box above and the opacity of the chosen layer below."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from dzmap.ui.dialogs import InfoDialog
from dzmap.ui.i18n import tr
from dzmap.ui.overlay.layer_tree import LayerModel, LayerTree
from dzmap.ui.page import Desk
from dzmap.ui.styling.menu import StylingMenu


class LayerPanel(QWidget):
    """Shows and changes what the stage draws; shared by all tasks."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._styling = StylingMenu(desk, self)
        self._model = LayerModel(desk.theme)
        self._tree = LayerTree(desk.theme, self._model)
        self._filter = QLineEdit()
        self._filter.setPlaceholderText(self.tr("筛选图层"))
        self._filter.setAccessibleName(self.tr("筛选图层"))
        self._filter.setClearButtonEnabled(True)
        icon = self._filter.addAction(
            desk.theme.icon("filter", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        desk.theme.dress(icon, "filter", "text2")
        head = QHBoxLayout()
        head.setContentsMargins(10, 10, 10, 6)
        head.addWidget(self._filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._tree, 1)
        layout.addWidget(self._foot())
        self._filter.textChanged.connect(self._tree.narrow)
        self._model.switched.connect(desk.stage.set_visible)
        self._tree.reordered.connect(self._keep_order)
        self._tree.chosen.connect(self._choose)
        self._tree.customContextMenuRequested.connect(self._show_menu)
        desk.stage.model_changed.connect(self.refresh)
        desk.theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the stage again; the current row stays current."""
        current = self._tree.layer_at(self._tree.currentIndex())
        self._model.show(self._desk.stage)
        self._tree.expandAll()
        self._tree.narrow(self._filter.text())
        self._choose(current)

    def _foot(self) -> QWidget:
        self._name = QLabel()
        self._name.setProperty("role", "strong")
        self._percent = QLabel()
        self._percent.setProperty("role", "secondary")
        self._opacity = QSlider(Qt.Orientation.Horizontal)
        self._opacity.setRange(0, 100)
        self._opacity.setSingleStep(5)
        self._opacity.setAccessibleName(self.tr("不透明度"))
        self._opacity.valueChanged.connect(self._set_opacity)
        self._panel = QFrame()
        self._panel.setProperty("panel", "foot")
        box = QVBoxLayout(self._panel)
        box.setContentsMargins(12, 10, 12, 12)
        box.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._percent)
        box.addLayout(head)
        box.addWidget(self._opacity)
        self._panel.hide()
        self._layer_id = ""
        return self._panel

    def _choose(self, layer_id: str) -> None:
        layer = self._desk.stage.layer(layer_id)
        self._panel.setVisible(layer is not None)
        self._layer_id = layer_id if layer is not None else ""
        if layer is None:
            return
        self._name.setText(tr(layer.title))
        self._opacity.blockSignals(True)
        self._opacity.setValue(round(self._desk.stage.opacity(layer) * 100))
        self._opacity.blockSignals(False)
        self._show_percent(self._opacity.value())

    def _set_opacity(self, percent: int) -> None:
        if self._layer_id:
            self._desk.stage.set_opacity(self._layer_id, percent / 100)
            self._show_percent(percent)

    def _show_percent(self, percent: int) -> None:
        self._percent.setText(self.tr("不透明度 {percent} %").format(percent=percent))

    def _keep_order(self) -> None:
        """Within the drawing order, each group keeps the places it had; only its members swap."""
        stage = self._desk.stage
        wanted = {
            group: iter(reversed(ids))
            for row in range(self._model.rowCount())
            for ids in [self._model.layer_ids(self._model.item(row))]
            for group in [_group_of(stage.layer(ids[0]))]
        }
        stage.set_order([next(wanted[layer.group]) for layer in stage.layers()])

    def _show_menu(self, at: QPoint) -> None:
        layer_id = self._tree.layer_at(self._tree.indexAt(at))
        layer = self._desk.stage.layer(layer_id)
        if layer is None:
            return
        menu = QMenu(self)
        menu.addAction(self.tr("只显示此层")).triggered.connect(lambda: self._show_only(layer_id))
        menu.addAction(self.tr("缩放到图层")).triggered.connect(lambda: self._zoom_to(layer_id))
        menu.addAction(self.tr("上移一层")).triggered.connect(
            lambda: self._tree.shift(layer_id, -1)
        )
        menu.addAction(self.tr("下移一层")).triggered.connect(lambda: self._tree.shift(layer_id, 1))
        menu.addSeparator()
        for entry in self._styling.entries(layer):
            entry.add_to(menu)
        menu.addSeparator()
        menu.addAction(self.tr("来源与覆盖…")).triggered.connect(lambda: self._tell(layer_id))
        menu.exec(self._tree.viewport().mapToGlobal(at))

    def _show_only(self, layer_id: str) -> None:
        stage = self._desk.stage
        chosen = stage.layer(layer_id)
        for layer in stage.layers():
            # The base map stays: a layer without the counties under it says nothing.
            if chosen is not None and layer.group != "底图":
                stage.set_visible(layer.id, layer.id == layer_id)
        self.refresh()

    def _zoom_to(self, layer_id: str) -> None:
        stage = self._desk.stage
        layer = stage.layer(layer_id)
        if layer is not None and stage.view is not None and len(layer.features):
            west, south, east, north = layer.features.total_bounds
            stage.view.zoom_to((float(west), float(south), float(east), float(north)))

    def _tell(self, layer_id: str) -> None:
        from dzmap.services.details import layer_facts

        session = self._desk.document.session
        layer = self._desk.stage.layer(layer_id)
        if session is not None and layer is not None:
            lines = [(tr(caption), value) for caption, value in layer_facts(session, layer)]
            InfoDialog(self.tr("来源与覆盖"), lines, self).exec()


def _group_of(layer: object) -> str:
    return str(getattr(layer, "group", ""))
