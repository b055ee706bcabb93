"""The tree of layers: groups, check boxes, swatches, tags, counts; rows can be dragged."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QIcon,
    QPainter,
    QPen,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)
from typing_extensions import override

from dzmap.services.map_model import MapLayer
from dzmap.ui.i18n import tr
from dzmap.ui.map.stage import MapStage
from dzmap.ui.overlay.swatches import swatch
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

_ID = Qt.ItemDataRole.UserRole + 1
_TAGS = Qt.ItemDataRole.UserRole + 2
_COUNT = Qt.ItemDataRole.UserRole + 3
_GROUPS = ("企业与项目", "开发区与园区", "管控线", "底图")


class LayerModel(QStandardItemModel):
    """Groups with their layers, top layer first, as the map draws them."""

    switched = Signal(str, bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._busy = False
        self.itemChanged.connect(self._follow)

    def show(self, stage: MapStage) -> None:
        """Fill from the stage's current model."""
        self._busy = True
        self.clear()
        layers = list(reversed(stage.layers()))
        names = [*_GROUPS, *dict.fromkeys(layer.group for layer in layers)]
        for group in dict.fromkeys(names):
            members = [layer for layer in layers if layer.group == group]
            if members:
                self.appendRow(self._group(group, members, stage))
        self._busy = False

    def layer_ids(self, group: QStandardItem) -> list[str]:
        """The layers of a group from top to bottom."""
        return [str(group.child(row).data(_ID)) for row in range(group.rowCount())]

    def _group(self, name: str, layers: list[MapLayer], stage: MapStage) -> QStandardItem:
        item = QStandardItem(tr(name))
        item.setCheckable(True)
        item.setUserTristate(False)
        item.setDropEnabled(False)
        item.setDragEnabled(False)
        font = QFont(self._theme.font(10, bold=True))
        item.setFont(font)
        for layer in layers:
            item.appendRow(self._row(layer, stage))
        item.setCheckState(_summary(item))
        return item

    def _row(self, layer: MapLayer, stage: MapStage) -> QStandardItem:
        item = QStandardItem(tr(layer.title))
        item.setCheckable(True)
        item.setDropEnabled(False)
        on = stage.is_visible(layer)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        paper = self._theme.colours.dark
        item.setIcon(QIcon(swatch(layer.kind, layer.classes, scale=2.0, paper=paper)))
        item.setData(layer.id, _ID)
        # Where a layer is incomplete matters most; it must not be the tag that finds no room.
        tags = sorted(layer.tags, key=lambda tag: not tag.startswith("覆盖") or _full(tag))
        item.setData([tr(tag) for tag in tags], _TAGS)
        item.setData(len(layer.features), _COUNT)
        spoken = "，".join([tr(layer.title), *layer.tags, f"{len(layer.features):,}"])
        item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
        return item

    def _follow(self, item: QStandardItem) -> None:
        if self._busy:
            return
        self._busy = True
        parent = item.parent()
        if parent is None:
            state = item.checkState()
            for row in range(item.rowCount()):
                child = item.child(row)
                if child.checkState() is not state:
                    child.setCheckState(state)
                    self.switched.emit(child.data(_ID), state is Qt.CheckState.Checked)
        else:
            self.switched.emit(item.data(_ID), item.checkState() is Qt.CheckState.Checked)
            parent.setCheckState(_summary(parent))
        self._busy = False


def _summary(group: QStandardItem) -> Qt.CheckState:
    states = {group.child(row).checkState() for row in range(group.rowCount())}
    return states.pop() if len(states) == 1 else Qt.CheckState.PartiallyChecked


class _LayerDelegate(QStyledItemDelegate):
    """Draws tags behind the name and the count at the right end."""

    def __init__(self, theme: Theme, parent: QTreeView) -> None:
        super().__init__(parent)
        self._theme = theme

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(super().sizeHint(option, index).width(), row_height(option.font, 30))

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        count = index.data(_COUNT)
        if count is None:
            super().paint(painter, option, index)
            return
        colours = self._theme.colours
        text = f"{count:,}"
        small = self._theme.font(9)
        right = QRect(option.rect).adjusted(0, 0, -10, 0)
        space_end = right.right() - QFontMetrics(small).horizontalAdvance(text) - 6
        tags: list[str] = index.data(_TAGS) or []
        # What is incomplete is said even where the name has to give way.
        tag_font = QFontMetrics(self._theme.font(8.25))
        reserved = sum(tag_font.horizontalAdvance(tag) + 14 for tag in tags if _warns(tag))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, option.palette.highlight())
        name_option = QStyleOptionViewItem(option)
        name_option.rect = QRect(option.rect)
        name_option.rect.setRight(space_end - reserved)
        super().paint(painter, name_option, index)
        painter.save()
        painter.setFont(small)
        painter.setPen(colours.color("text2"))
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        # Check box, swatch and gaps take about 52 px before the name.
        name = str(index.data(Qt.ItemDataRole.DisplayRole))
        x = option.rect.left() + 52 + option.fontMetrics.horizontalAdvance(name)
        x = min(x, space_end - reserved)
        painter.setFont(self._theme.font(8.25))
        for tag in tags:
            x = self._tag(painter, x, space_end, option.rect, tag)
        painter.restore()

    def _tag(self, painter: QPainter, x: int, end: int, row: QRect, tag: str) -> int:
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(tag) + 8
        if x + width > end:
            return end
        colours = self._theme.colours
        box = QRect(x, row.center().y() - metrics.height() // 2, width, metrics.height() + 1)
        warn = _warns(tag)
        if warn:
            painter.setBrush(colours.color("warn_bg"))
            painter.setPen(QPen(colours.color("warn_line")))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.color("line_strong")))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(colours.color("warn_text" if warn else "text2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, tag)
        return x + width + 4


def _warns(tag: str) -> bool:
    return tag.startswith("覆盖") and not _full(tag)


def _full(tag: str) -> bool:
    """Whether “覆盖 11/11 县” means all of them."""
    part, _, whole = tag.removeprefix("覆盖").removesuffix("县").strip().partition("/")
    return bool(whole) and part == whole


class LayerTree(QTreeView):
    """The view; ``reordered`` fires after a row was dragged within its group."""

    reordered = Signal()
    chosen = Signal(str)

    def __init__(self, theme: Theme, model: LayerModel) -> None:
        super().__init__()
        self._layers = model
        self.setModel(model)
        self.setHeaderHidden(True)
        self.setIndentation(16)
        self.setIconSize(QSize(18, 18))
        self.setItemDelegate(_LayerDelegate(theme, self))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setAccessibleName(tr("图层"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.selectionModel().currentChanged.connect(
            lambda now, _: self.chosen.emit(str(now.data(_ID) or ""))
        )

    def layer_at(self, index: QModelIndex) -> str:
        """The id of the layer in a row; "" for groups."""
        return str(index.data(_ID) or "")

    def narrow(self, text: str) -> None:
        """Show only the layers whose name contains ``text``."""
        for row in range(self._layers.rowCount()):
            group = self._layers.item(row)
            hits = 0
            for child in range(group.rowCount()):
                hidden = text.lower() not in group.child(child).text().lower()
                self.setRowHidden(child, group.index(), hidden)
                hits += not hidden
            self.setRowHidden(row, QModelIndex(), hits == 0)

    def shift(self, layer_id: str, step: int) -> None:
        """Move a layer up (−1) or down (+1) within its group."""
        for row in range(self._layers.rowCount()):
            group = self._layers.item(row)
            ids = self._layers.layer_ids(group)
            if layer_id in ids:
                at = ids.index(layer_id)
                if 0 <= at + step < len(ids):
                    self._put(group, at, at + step)
                return

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        if self._drop_row(event.position().toPoint()) is None:
            event.ignore()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        place = self._drop_row(event.position().toPoint())
        source = self.currentIndex()
        if place is not None:
            group = self._layers.itemFromIndex(source.parent())
            to = place - 1 if place > source.row() else place
            self._put(group, source.row(), to)
        # The move is done; Qt must not remove the source row on top of it.
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def _drop_row(self, at: object) -> int | None:
        """The row in the source's group before which a drop would land; None elsewhere."""
        source = self.currentIndex()
        target = self.indexAt(at)  # type: ignore[arg-type]
        if not target.isValid() or not source.parent().isValid():
            return None
        if target.parent() != source.parent():
            return None
        below = self.visualRect(target).center().y() < at.y()  # type: ignore[attr-defined]
        return target.row() + (1 if below else 0)

    def _put(self, group: QStandardItem, at: int, to: int) -> None:
        if at == to:
            return
        items = group.takeRow(at)
        group.insertRow(to, items)
        self.setCurrentIndex(items[0].index())
        self.reordered.emit()
