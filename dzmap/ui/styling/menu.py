"""What can be done with the look of a layer, for its context menu and the panel below the tree."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer


@dataclass(frozen=True)
class Entry:
    """A menu entry."""

    text: str
    act: Callable[[], object]
    enabled: bool = True

    def add_to(self, menu: QMenu) -> None:
        """Put it at the end of a menu."""
        action = menu.addAction(self.text)
        action.setEnabled(self.enabled)
        action.triggered.connect(lambda _=False: self.act())


class StylingMenu:
    """Opens the dialogs of a layer's style; copies and pastes whole styles."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        self._desk = desk
        self._parent = parent

    def entries(self, layer: "MapLayer") -> list[Entry]:
        """The entries for one layer."""
        copied = self._desk.styles.copied
        chosen = self._desk.styles.of(layer.id)
        changed = chosen != replace(chosen, look=None, labelling=None, filter=None)
        return [
            Entry(tr("符号…"), lambda: self.symbology(layer)),
            Entry(tr("标注…"), lambda: self.labels(layer)),
            Entry(tr("筛选…"), lambda: self.filter(layer)),
            Entry(tr("比例范围…"), lambda: self.scales(layer)),
            Entry(tr("复制样式"), lambda: self.copy(layer)),
            Entry(tr("粘贴样式"), lambda: self.paste(layer), enabled=copied is not None),
            Entry(tr("恢复自带的样式"), lambda: self.reset(layer), enabled=changed),
        ]

    def symbology(self, layer: "MapLayer") -> None:
        """符号…."""
        from dzmap.ui.styling.symbology_dialog import SymbologyDialog

        SymbologyDialog(self._desk, layer, self._parent).exec()

    def labels(self, layer: "MapLayer") -> None:
        """标注…."""
        from dzmap.ui.styling.style_dialogs import LabelDialog

        LabelDialog(self._desk, layer, self._parent).exec()

    def filter(self, layer: "MapLayer") -> None:
        """筛选…."""
        from dzmap.ui.styling.style_dialogs import FilterDialog

        FilterDialog(self._desk, layer, self._parent).exec()

    def scales(self, layer: "MapLayer") -> None:
        """比例范围…."""
        from dzmap.ui.styling.style_dialogs import ScaleDialog

        ScaleDialog(self._desk, layer, self._parent).exec()

    def copy(self, layer: "MapLayer") -> None:
        """Remember the look and the labels of a layer."""
        self._desk.styles.copied = self._desk.styles.of(layer.id)

    def paste(self, layer: "MapLayer") -> None:
        """Give a layer the look and the labels that were remembered."""
        copied = self._desk.styles.copied
        if copied is not None:
            own = self._desk.styles.of(layer.id)
            style = replace(own, look=copied.look, labelling=copied.labelling)
            self._desk.styles.choose(style, f"粘贴样式：{layer.title}")

    def reset(self, layer: "MapLayer") -> None:
        """Take look, labels and filter back to the built-in ones."""
        own = self._desk.styles.of(layer.id)
        style = replace(own, look=None, labelling=None, filter=None)
        self._desk.styles.choose(style, f"恢复自带的样式：{layer.title}")
