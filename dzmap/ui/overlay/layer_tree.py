"""The tree of layers: groups, check boxes, swatches, tags, counts; rows and groups can be dragged."""

from collections.abc import Callable, Collection

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QHelpEvent,
    QIcon,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QToolTip,
    QTreeView,
)
from typing_extensions import override

from dzmap.core import layer_style
from dzmap.services import layer_order
from dzmap.services.map_model import MapLayer
from dzmap.ui.i18n import tr
from dzmap.ui.map.stage import MapStage
from dzmap.ui.overlay.layer_row import (
    COUNT,
    FACTS,
    ID,
    LOADING,
    NAME,
    TAGS,
    LayerDelegate,
    short,
    warns,
)
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.swatches import swatch
from dzmap.ui.theme.theme import Theme


class LayerModel(QStandardItemModel):
    """Groups with their layers, top layer first, as the map draws them.

    ``switched`` (id, on) tells of a check box, ``renamed`` (id, title) of a layer's new name and
    ``group_renamed`` (former, name) of a group's.
    """

    switched = Signal(str, bool)
    renamed = Signal(str, str)
    group_renamed = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._busy = False
        self._loading: Collection[str] = ()
        self.itemChanged.connect(self._follow)

    def show(self, stage: MapStage, tree: layer_style.LayerTree) -> None:
        """Fill from the stage's current model; groups of the user's are shown also when empty."""
        self._busy = True
        self.clear()
        layers = list(reversed(stage.layers()))
        for group in layer_order.group_order(tree, layers):
            members = [layer for layer in layers if layer.group == group]
            if members or (layers and group not in layer_order.GROUPS):
                self.appendRow(self._group(group, members, stage))
        self._busy = False

    def mark_loading(self, ids: Collection[str]) -> None:
        """Say of these layers that they are not on the map yet, of all others nothing."""
        changed = {*self._loading, *ids} - ({*self._loading} & {*ids})
        self._loading = ids
        self._busy = True
        for name in changed:
            item = self.itemFromIndex(self.position(name))
            if item is not None:
                self._tell_loading(item)
        self._busy = False

    def group_names(self) -> list[str]:
        """The groups from top to bottom."""
        return [str(self.item(row).data(NAME)) for row in range(self.rowCount())]

    def position(self, layer_id: str) -> QModelIndex:
        """The row of a layer; an invalid index if it is not there."""
        for row in range(self.rowCount()):
            group = self.item(row)
            ids = self.layer_ids(group)
            if layer_id in ids:
                return group.child(ids.index(layer_id)).index()
        return QModelIndex()

    def order(self) -> list[str]:
        """All layers as they are drawn, bottom first."""
        groups = (self.item(row) for row in range(self.rowCount()))
        return [name for group in groups for name in self.layer_ids(group)][::-1]

    def layer_ids(self, group: QStandardItem) -> list[str]:
        """The layers of a group from top to bottom."""
        return [str(group.child(row).data(ID)) for row in range(group.rowCount())]

    def _group(self, name: str, layers: list[MapLayer], stage: MapStage) -> QStandardItem:
        item = QStandardItem(tr(name))
        item.setData(name, NAME)
        item.setCheckable(bool(layers))
        item.setUserTristate(False)
        item.setDropEnabled(False)
        font = QFont(self._theme.font(10, bold=True))
        item.setFont(font)
        for layer in layers:
            item.appendRow(self._row(layer, stage))
        if layers:
            item.setCheckState(_summary(item))
        return item

    def _row(self, layer: MapLayer, stage: MapStage) -> QStandardItem:
        item = QStandardItem(tr(layer.title))
        item.setData(tr(layer.title), NAME)
        item.setCheckable(True)
        item.setDropEnabled(False)
        on = stage.is_visible(layer)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        paper = self._theme.colours.dark
        item.setIcon(QIcon(swatch(layer.kind, layer.classes, scale=2.0, paper=paper)))
        item.setData(layer.id, ID)
        # Where a layer is incomplete matters most; it must not be the tag that finds no room.
        tags = sorted(map(short, layer.tags), key=lambda tag: not warns(tag))
        item.setData([tr(tag) for tag in tags], TAGS)
        item.setData(len(layer.features), COUNT)
        item.setData("，".join([*layer.tags, f"{len(layer.features):,}"]), FACTS)
        self._tell_loading(item)
        return item

    def _tell_loading(self, item: QStandardItem) -> None:
        busy = [tr("正在加载")] if item.data(ID) in self._loading else []
        item.setData(bool(busy), LOADING)
        spoken = [item.text(), *busy, item.data(FACTS)]
        item.setData("，".join(spoken), Qt.ItemDataRole.AccessibleTextRole)

    def _follow(self, item: QStandardItem) -> None:
        if self._busy:
            return
        if item.text() != self._shown_name(item):
            self._rename(item)
            return
        self._busy = True
        parent = item.parent()
        if parent is None:
            state = item.checkState()
            for row in range(item.rowCount()):
                child = item.child(row)
                if child.checkState() is not state:
                    child.setCheckState(state)
                    self.switched.emit(child.data(ID), state is Qt.CheckState.Checked)
        else:
            self.switched.emit(item.data(ID), item.checkState() is Qt.CheckState.Checked)
            parent.setCheckState(_summary(parent))
        self._busy = False

    @staticmethod
    def _shown_name(item: QStandardItem) -> str:
        name = str(item.data(NAME))
        return tr(name) if item.parent() is None else name

    def _rename(self, item: QStandardItem) -> None:
        text, former = item.text().strip(), str(item.data(NAME))
        if item.parent() is not None:
            self.renamed.emit(item.data(ID), text)
        elif text and text not in self.group_names():
            self.group_renamed.emit(former, text)
        else:
            self._busy = True
            item.setText(tr(former))
            self._busy = False


def _summary(group: QStandardItem) -> Qt.CheckState:
    states = {group.child(row).checkState() for row in range(group.rowCount())}
    return states.pop() if len(states) == 1 else Qt.CheckState.PartiallyChecked


class LayerTree(QTreeView):
    """The view.

    ``reordered`` fires after a row was dragged within its group, ``grouped`` (id, group) after it was
    dragged into another one, ``groups_ordered`` (names) after a group was dragged.
    """

    reordered = Signal()
    chosen = Signal(str)
    grouped = Signal(str, str)
    groups_ordered = Signal(list)

    def __init__(self, theme: Theme, model: LayerModel) -> None:
        super().__init__()
        self._layers = model
        self.tip: Callable[[str], str] = lambda _: ""
        self.setModel(model)
        self.setHeaderHidden(True)
        self.setIndentation(16)
        self.setIconSize(QSize(18, 18))
        self.setItemDelegate(LayerDelegate(theme, self))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setExpandsOnDoubleClick(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName(tr("图层"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.selectionModel().currentChanged.connect(
            lambda now, _: self.chosen.emit(str(now.data(ID) or ""))
        )

    def layer_at(self, index: QModelIndex) -> str:
        """The id of the layer in a row; "" for groups."""
        return str(index.data(ID) or "")

    def group_at(self, index: QModelIndex) -> str:
        """The name of the group in a row; "" for layers and nothing."""
        return str(index.data(NAME) or "") if not self.layer_at(index) else ""

    def narrow(self, text: str) -> None:
        """Show only the layers whose name contains ``text``."""
        for row in range(self._layers.rowCount()):
            group = self._layers.item(row)
            hits = 0
            for child in range(group.rowCount()):
                hidden = text.lower() not in group.child(child).text().lower()
                self.setRowHidden(child, group.index(), hidden)
                hits += not hidden
            self.setRowHidden(row, QModelIndex(), bool(text) and hits == 0)

    def shift(self, index: QModelIndex, step: int) -> None:
        """Move a layer within its group, or a group among the groups, up (−1) or down (+1)."""
        to = index.row() + step
        if not index.isValid() or not 0 <= to < self._layers.rowCount(index.parent()):
            return
        if index.parent().isValid():
            self._put(self._layers.itemFromIndex(index.parent()), index.row(), to)
        else:
            self._put_group(index.row(), to)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            text = self.tip(self.layer_at(index))
            if index.data(LOADING):
                text = tr("正在加载") + f"\n{text}"
            if text:
                QToolTip.showText(event.globalPos(), plain_tip(text), self.viewport())
                return True
        return super().viewportEvent(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        if self._drop_place(event.position().toPoint()) is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_current(event.position().toPoint())
        # The move is done; Qt must not remove the source row on top of it.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def drop_current(self, at: QPoint) -> None:
        """Let the current row go at a point of the viewport."""
        place = self._drop_place(at)
        source = self.currentIndex()
        if place is None:
            return
        group, row = place
        if not source.parent().isValid():
            self._put_group(source.row(), row - 1 if row > source.row() else row)
        elif group == source.parent():
            item = self._layers.itemFromIndex(group)
            self._put(item, source.row(), row - 1 if row > source.row() else row)
        else:
            self.grouped.emit(self.layer_at(source), str(group.data(NAME)))

    def _drop_place(self, at: QPoint) -> tuple[QModelIndex, int] | None:
        """The group, and the row in it, before which a drop would land; groups land between groups."""
        source, target = self.currentIndex(), self.indexAt(at)
        if not target.isValid() or not source.isValid():
            return None
        below = int(self.visualRect(target).center().y() < at.y())
        if not source.parent().isValid():
            top = target if not target.parent().isValid() else target.parent()
            after = target.parent().isValid() or below
            return QModelIndex(), top.row() + int(after)
        if target.parent().isValid():
            return target.parent(), target.row() + below
        return None if target == source.parent() else (target, 0)

    def _put_group(self, at: int, to: int) -> None:
        names = self._layers.group_names()
        names.insert(to, names.pop(at))
        self.groups_ordered.emit(names)

    def _put(self, group: QStandardItem, at: int, to: int) -> None:
        if at == to:
            return
        items = group.takeRow(at)
        group.insertRow(to, items)
        self.setCurrentIndex(items[0].index())
        self.reordered.emit()
