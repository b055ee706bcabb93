"""A part of a layer's style in a dialog: tried out on the map, kept when accepted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from typing_extensions import override

from dzmap.core.layer_style import LayerStyle
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer

_PATIENCE_MS = 120


class StyleDialog(QDialog):
    """A part of a layer's style; each change is tried out on the map, cancelling takes it back."""

    def __init__(self, desk: Desk, layer: "MapLayer", title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._layer = layer
        self._title = title
        self._style = desk.styles.of(layer.id)
        self.setWindowTitle(f"{title}：{tr(layer.title)}")
        self._soon = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._soon.timeout.connect(self._try_out)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 20, 20, 16)
        self._layout.setSpacing(12)

    def style_now(self) -> LayerStyle:
        """The style with what this dialog says."""
        raise NotImplementedError

    def finish(self, *, verb: str) -> None:
        """Put the buttons in."""
        self._layout.addWidget(dialog_buttons(self, verb))

    def try_soon(self) -> None:
        """Something changed: the map follows in a moment."""
        self._soon.start()

    def _try_out(self) -> None:
        self._desk.styles.try_out(self.style_now())

    @override
    def accept(self) -> None:
        self._soon.stop()
        self._desk.styles.choose(self.style_now(), f"{self._title}：{self._layer.title}")
        super().accept()

    @override
    def reject(self) -> None:
        self._soon.stop()
        self._desk.styles.try_out(None)
        super().reject()
