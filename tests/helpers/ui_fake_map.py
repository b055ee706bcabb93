"""A map widget without a web page: remembers what it was told."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from dzmap.mapping.kept_maps import KeptMap
from dzmap.mapping.tiles import TileShelf
from dzmap.services.map_model import MapLayer, MapModel


class FakeMap(QWidget):
    """The interface of ``dzmap.ui.map.view.MapView``."""

    selected = Signal(str, list)
    stacked = Signal(list)
    clicked = Signal(float, float)
    cursor_moved = Signal(float, float)
    cursor_left = Signal()
    scale_changed = Signal(float)
    view_changed = Signal(tuple)
    tool_changed = Signal(str)
    context_requested = Signal(float, float)
    painted = Signal(str, float)
    ready = Signal()
    restarted = Signal()
    failed = Signal(str)
    told = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.model: MapModel | None = None
        self.kept: KeptMap | None = None
        self.visible: dict[str, bool] = {}
        self.opacities: dict[str, float] = {}
        self.order: list[str] = []
        self.selection: tuple[str, list[str]] = ("", [])
        self.selected_at: list[int] = []  # positions in the layer
        self.bounds: tuple[float, float, float, float] | None = None
        self.scale = 0.0
        self.tool = "select"
        self.dark = self.high_contrast = False
        self.text_scale = 1.0
        self.hint = ""
        self.sent: dict[str, dict[str, object]] = {}  # last content by kind of message

    def set_model(self, model: MapModel) -> None:
        self.model, self.kept = model, None

    def show_kept(self, kept: KeptMap | None) -> None:
        self.kept = kept

    def set_layer_visible(self, layer_id: str, visible: bool) -> None:
        self.visible[layer_id] = visible

    def set_layer_opacity(self, layer_id: str, opacity: float) -> None:
        self.opacities[layer_id] = opacity

    def set_layer_order(self, ids: Sequence[str]) -> None:
        self.order = list(ids)

    def select(self, layer_id: str, ids: Sequence[str], *, at: Sequence[int] | None = None) -> None:
        self.selection = (layer_id, list(ids))
        self.selected_at = [] if at is None else list(at)

    def zoom_to(self, bounds: tuple[float, float, float, float]) -> None:
        self.bounds = bounds

    def zoom_full(self) -> None:
        self.bounds = self.model.extent if self.model is not None else None

    def zoom_to_scale(self, denominator: float) -> None:
        self.scale = denominator

    def serve_tiles(self, shelf: TileShelf) -> None:
        self.shelf = shelf

    def tell(self, kind: str, *, keep: bool = False, **content: object) -> None:
        self.sent[kind] = content

    def layer_shown(self, layer_id: str, revision: int) -> MapLayer | None:
        layers = self.model.layers if self.model is not None else ()
        return next((layer for layer in layers if layer.id == layer_id), None)

    def set_tool(self, name: str) -> None:
        self.tool = name

    def set_hint(self, text: str) -> None:
        self.hint = text

    def set_theme(
        self, *, dark: bool, high_contrast: bool = False, text_scale: float = 1.0
    ) -> None:
        self.dark, self.high_contrast, self.text_scale = dark, high_contrast, text_scale

    def take_picture(self, done: Callable[[QPixmap | None], object]) -> None:
        done(self.grab())
