"""图层: the layer tree with a filter box above and the choices for one layer below."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.changes import LAYER_STYLE_TABLE
from dzmap.core.tables import TABLES
from dzmap.services.jobs import Progress
from dzmap.services.layer_order import BASE, GROUPS
from dzmap.ui.dialogs import InfoDialog
from dzmap.ui.i18n import later, tr
from dzmap.ui.map.loading import LoadingLayers
from dzmap.ui.overlay.layer_arrangement import LayerArrangement, removed_layers
from dzmap.ui.overlay.layer_foot import LayerFoot
from dzmap.ui.overlay.layer_memory import LayerMemory
from dzmap.ui.overlay.layer_tree import LayerModel, LayerTree
from dzmap.ui.page import Desk
from dzmap.ui.plain_text import plain_box
from dzmap.ui.shortcuts import assign
from dzmap.ui.styling.menu import StylingMenu

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer


class LayerPanel(QWidget):
    """Shows and changes what the stage draws; shared by all tasks.

    ``table_asked`` carries the name of a table whose rows should be listed.
    """

    table_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._styling = StylingMenu(desk, self)
        self._arrangement = LayerArrangement(desk)
        self._memory = LayerMemory(desk, self)
        self._model = LayerModel(desk.theme)
        self._tree = LayerTree(desk.theme, self._model)
        self._tree.tip = self._tip
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
        self._foot = LayerFoot(desk, self._styling)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._tree, 1)
        layout.addWidget(self._foot)
        self._loading = LoadingLayers(desk.stage, self)
        self._connect()
        self._follow_order()
        self.refresh()

    def _connect(self) -> None:
        self._filter.textChanged.connect(self._tree.narrow)
        self._model.switched.connect(self._memory.switch)
        self._model.renamed.connect(self._arrangement.rename)
        self._model.group_renamed.connect(self._rename_group)
        self._loading.changed.connect(self._model.mark_loading)
        self._tree.reordered.connect(lambda: self._arrangement.order(self._model.order()))
        self._tree.grouped.connect(self._arrangement.put_into)
        self._tree.groups_ordered.connect(self._arrangement.order_groups)
        self._tree.chosen.connect(lambda name: self._foot.show_layer(self._desk.stage.layer(name)))
        self._tree.customContextMenuRequested.connect(self._show_menu)
        self._tree.collapsed.connect(lambda index: self._fold(index, folded=True))
        self._tree.expanded.connect(lambda index: self._fold(index, folded=False))
        self._desk.document.opened.connect(self._follow_order)
        self._desk.document.changed.connect(self._follow_edit)
        self._desk.styles.failed.connect(self._desk.notices.error)
        self._desk.stage.model_changed.connect(self.refresh)
        self._desk.theme.changed.connect(self.refresh)
        for name, act in (
            ("layer_remove", self._remove_current),
            ("layer_copy_style", lambda: self._with_current(self._styling.copy)),
            ("layer_paste_style", lambda: self._with_current(self._styling.paste)),
            ("layer_up", lambda: self._tree.shift(self._tree.currentIndex(), -1)),
            ("layer_down", lambda: self._tree.shift(self._tree.currentIndex(), 1)),
        ):
            action = assign(QAction(self._tree), name)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(lambda _=False, act=act: act())
            self._tree.addAction(action)

    @property
    def current_table(self) -> str:
        """The table behind the current layer; "" if there is none."""
        layer = self._desk.stage.layer(self._tree.layer_at(self._tree.currentIndex()))
        return layer.table if layer is not None and layer.table in TABLES else ""

    def refresh(self) -> None:
        """Read the stage again; the current layer or group stays current."""
        at_row = self._tree.currentIndex()
        current, group = self._tree.layer_at(at_row), self._tree.group_at(at_row)
        at = self._tree.verticalScrollBar().value()
        self._model.show(self._desk.stage, self._arrangement.tree)
        folded = self._memory.view.folded
        self._tree.blockSignals(True)
        for row, name in enumerate(self._model.group_names()):
            self._tree.setExpanded(self._model.index(row, 0), name not in folded)
        self._tree.blockSignals(False)
        self._tree.narrow(self._filter.text())
        place = self._group_index(group) if group else self._model.position(current)
        if place.isValid():
            self._tree.setCurrentIndex(place)
        self._tree.verticalScrollBar().setValue(at)
        self._foot.show_layer(self._desk.stage.layer(current))

    def _fold(self, index: QModelIndex, *, folded: bool) -> None:
        self._memory.fold(self._tree.group_at(index), folded)

    def _follow_edit(self, tables: frozenset[str]) -> None:
        if LAYER_STYLE_TABLE in tables:
            self._follow_order()
            self.refresh()

    def _follow_order(self) -> None:
        self._desk.stage.set_tree(self._arrangement.tree)

    def _with_current(self, act: "Callable[[MapLayer], None]") -> None:
        layer = self._desk.stage.layer(self._tree.layer_at(self._tree.currentIndex()))
        if layer is not None:
            act(layer)

    def _rename_group(self, former: str, name: str) -> None:
        groups = [name if group == former else group for group in self._model.group_names()]
        members = [layer.id for layer in self._desk.stage.layers() if layer.group == former]
        self._arrangement.rename_group(former, name, members, groups)

    def _show_menu(self, at: QPoint) -> None:
        index = self._tree.indexAt(at)
        layer = self._desk.stage.layer(self._tree.layer_at(index))
        menu = QMenu(self)
        if layer is not None:
            self._fill_layer_menu(menu, layer)
        else:
            self._fill_group_menu(menu, self._tree.group_at(index))
        menu.exec(self._tree.viewport().mapToGlobal(at))
        menu.deleteLater()

    def _fill_layer_menu(self, menu: QMenu, layer: "MapLayer") -> None:
        _add(menu, self.tr("只显示此层"), lambda: self._show_only(layer.id))
        _add(menu, self.tr("缩放到图层"), lambda: self._zoom_to(layer.id))
        if layer.table in TABLES:
            _add(menu, self.tr("属性表"), lambda: self.table_asked.emit(layer.table))
        menu.addSeparator()
        for entry in self._styling.entries(layer):
            entry.add_to(menu)
        menu.addSeparator()
        _add(menu, self.tr("重命名"), lambda: self._tree.edit(self._model.position(layer.id)))
        self._add_moves(
            menu, lambda: self._model.position(layer.id), later("上移一层"), later("下移一层")
        )
        into = menu.addMenu(self.tr("移到图层组"))
        for name in self._model.group_names():
            if name != layer.group:
                _add(into, tr(name), partial(self._arrangement.put_into, layer.id, name))
        into.addSeparator()
        _add(into, self.tr("新建图层组…"), lambda: self._new_group(layer.id))
        menu.addSeparator()
        _add(menu, self.tr("来源与覆盖…"), lambda: self._tell(layer.id))
        _add(menu, self.tr("从地图移除…"), lambda: self._remove(layer))
        self._add_restore(menu)

    def _fill_group_menu(self, menu: QMenu, group: str) -> None:
        _add(menu, self.tr("新建图层组…"), self._new_group)
        if group:
            _add(menu, self.tr("重命名"), lambda: self._tree.edit(self._group_index(group)))
            place = partial(self._group_index, group)
            self._add_moves(menu, place, later("上移图层组"), later("下移图层组"))
        own = group and group not in GROUPS
        if own and not any(layer.group == group for layer in self._desk.stage.layers()):
            _add(menu, self.tr("删除图层组"), lambda: self._arrangement.drop_group(group))
        self._add_restore(menu)

    def _add_moves(self, menu: QMenu, place: Callable[[], QModelIndex], up: str, down: str) -> None:
        _add(menu, tr(up), lambda: self._tree.shift(place(), -1))
        _add(menu, tr(down), lambda: self._tree.shift(place(), 1))

    def _add_restore(self, menu: QMenu) -> None:
        if self._arrangement.tree.removed:
            _add(menu, self.tr("恢复图层…"), self._restore)

    def _group_index(self, group: str) -> QModelIndex:
        names = self._model.group_names()
        return self._model.index(names.index(group), 0) if group in names else QModelIndex()

    def _new_group(self, layer_id: str = "") -> None:
        name, agreed = QInputDialog.getText(self, tr("新建图层组"), tr("名称"))
        name = name.strip()
        if not agreed or not name:
            return
        shown = self._model.group_names()
        self._arrangement.add_group(name, shown, [layer_id] if layer_id else [])

    def _remove_current(self) -> None:
        self._with_current(self._remove)

    def _remove(self, layer: "MapLayer") -> None:
        box = plain_box(self)
        box.setWindowTitle(tr("从地图移除"))
        text = tr("把“{title}”从地图上移除？数据留在项目文件里，右键“恢复图层…”可以放回。")
        box.setText(text.format(title=tr(layer.title)))
        yes = box.addButton(tr("移除"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(tr("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(yes)
        box.exec()
        if box.clickedButton() is yes:
            self._arrangement.remove(layer.id, layer.title)

    def _restore(self) -> None:
        session = self._desk.document.session
        if session is None:
            return

        def work(progress: Progress) -> list[tuple[str, str]]:
            progress.step(tr("准备图层"))
            return removed_layers(session)

        self._desk.jobs.run(tr("准备图层"), work, key="removed", on_done=self._ask_restore)

    def _ask_restore(self, layers: list[tuple[str, str]]) -> None:
        from dzmap.ui.overlay.restore_dialog import RestoreDialog

        dialog = RestoreDialog(layers, self)
        if dialog.exec() and dialog.chosen:
            self._arrangement.restore(dialog.chosen)

    def _show_only(self, layer_id: str) -> None:
        chosen = self._desk.stage.layer(layer_id)
        for layer in self._desk.stage.layers():
            # The base map stays: a layer without the counties under it says nothing.
            if chosen is not None and layer.group != BASE:
                self._memory.switch(layer.id, layer.id == layer_id)
        self.refresh()

    def _zoom_to(self, layer_id: str) -> None:
        stage = self._desk.stage
        layer = stage.layer(layer_id)
        if layer is not None and stage.view is not None and len(layer.features):
            west, south, east, north = layer.features.total_bounds
            stage.view.zoom_to((float(west), float(south), float(east), float(north)))

    def _facts(self, layer_id: str) -> list[tuple[str, str]]:
        from dzmap.services.details import layer_facts

        session = self._desk.document.session
        layer = self._desk.stage.layer(layer_id)
        if session is None or layer is None:
            return []
        return [(tr(caption), value) for caption, value in layer_facts(session, layer)]

    def _tip(self, layer_id: str) -> str:
        """Where a layer comes from, as of when, and what it covers."""
        return "\n".join(f"{caption}：{value}" for caption, value in self._facts(layer_id))

    def _tell(self, layer_id: str) -> None:
        InfoDialog(self.tr("来源与覆盖"), self._facts(layer_id), self).exec()


def _add(menu: QMenu, text: str, act: Callable[[], object]) -> None:
    menu.addAction(text).triggered.connect(lambda _=False: act())
