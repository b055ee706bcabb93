"""The one map of the window, and what the user set on its layers, whichever task shows it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dzmap.ui.selection import Selection

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from dzmap.core.layer_style import LayerTree
    from dzmap.services.map_model import MapLayer, MapModel
    from dzmap.ui.map.view import MapView

Bounds = tuple[float, float, float, float]


@dataclass
class _Wish:
    """What the user chose for a layer; None leaves it as the model says."""

    visible: bool | None = None
    opacity: float | None = None


class MapStage(QObject):
    """Shows map models and keeps visibility, opacity and order of layers across them.

    A click on a layer of rows of a table goes into the shared selection. ``stacked`` tells
    what else lies under a click: (table, id) pairs, topmost first. ``bounds`` is what is in view:
    west, south, east, north in degrees; None before the map has told, ``scale`` the denominator on
    screen, 0 before. ``clicked`` carries longitude and latitude of every click. ``released`` tells of
    a click beside everything, or Esc, ``lost`` that there will be no page of the map.
    """

    model_changed = Signal()
    stacked = Signal(object)
    clicked = Signal(float, float)
    released = Signal()
    told = Signal(object)
    lost = Signal()

    def __init__(self, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._selection = selection
        self._wishes: dict[str, _Wish] = {}
        self._tree: LayerTree | None = None  # None: as the model says
        self._legend: Collection[str] | None = None
        self._lenses: dict[str, Callable[[MapModel], MapModel]] = {}
        self._from_map = False
        self._over_base_map = False
        self._kept: dict[str, dict[str, object]] = {}
        self.view: MapView | None = None
        self.model: MapModel | None = None
        self._seen: MapModel | None = None  # through the lenses, in the order of the tree
        self.bounds: Bounds | None = None
        self.scale = 0.0
        selection.changed.connect(self._show_selection)

    def attach(self, view: "MapView") -> None:
        """Take over the map widget, once it exists."""
        self.view = view
        view.selected.connect(self._pick)
        view.stacked.connect(self._pass_stack)
        view.clicked.connect(self.clicked)
        view.told.connect(self.told)
        view.failed.connect(self.lost)
        for kind, content in self._kept.items():
            view.tell(kind, keep=True, **content)
        view.view_changed.connect(self._note_view)
        view.scale_changed.connect(self._note_scale)
        if self.model is not None:
            self._send()

    def show(self, model: "MapModel", *, legend: Collection[str] | None = None) -> None:
        """Show a model; what the user set on a layer of the same id stays.

        ``legend`` names the layers that the legend on screen is kept to; a sheet lists them all.
        """
        self.model, self._legend = model, legend
        self._focus_lens()
        if self.view is not None:
            self._send()
        self.model_changed.emit()

    def look_through(self, name: str, lens: "Callable[[MapModel], MapModel] | None") -> None:
        """Show every model changed by ``lens`` until another of that name or None takes its place."""
        self._lenses.pop(name, None)
        if lens is not None:
            self._lenses[name] = lens
        self._focus_lens()
        self._send()
        self.model_changed.emit()

    def forget(self) -> None:
        """Another project: drop the model and everything set on its layers."""
        self.model = self._seen = None
        self._lenses.clear()
        self.bounds = None
        self._wishes.clear()
        self._tree = None
        self.model_changed.emit()

    def layers(self) -> "tuple[MapLayer, ...]":
        """The layers of the current model, bottom first, in the order of the tree."""
        return self._seen.layers if self._seen is not None else ()

    def layer(self, layer_id: str) -> "MapLayer | None":
        """The layer of that id in the current model."""
        return next((layer for layer in self.layers() if layer.id == layer_id), None)

    def is_visible(self, layer: "MapLayer") -> bool:
        """Whether the layer is switched on."""
        wish = self._wishes.get(layer.id)
        return layer.visible if wish is None or wish.visible is None else wish.visible

    def opacity(self, layer: "MapLayer") -> float:
        """0 (clear) to 1."""
        wish = self._wishes.get(layer.id)
        return layer.opacity if wish is None or wish.opacity is None else wish.opacity

    def set_visible(self, layer_id: str, visible: bool) -> None:
        """Switch a layer on or off."""
        self._wishes.setdefault(layer_id, _Wish()).visible = visible
        if self.view is not None:
            self.view.set_layer_visible(layer_id, visible)

    def set_opacity(self, layer_id: str, opacity: float | None) -> None:
        """Let what lies below shine through, for now; None: as the model says."""
        self._wishes.setdefault(layer_id, _Wish()).opacity = opacity
        if self.view is not None and opacity is not None:
            self.view.set_layer_opacity(layer_id, opacity)

    def set_tree(self, tree: "LayerTree") -> None:
        """Draw over the rest what stands higher in this tree."""
        if tree == self._tree:
            return
        self._tree = tree
        before = [layer.id for layer in self.layers()]
        self._focus_lens()
        after = [layer.id for layer in self.layers()]
        if self.view is not None and after != before:
            self.view.set_layer_order(after)
        self.model_changed.emit()

    def tell(self, kind: str, *, keep: bool = False, **content: object) -> None:
        """Send the page a message, once there is one; see ``MapView.tell``."""
        if self.view is not None:
            self.view.tell(kind, keep=keep, **content)
        elif keep:
            self._kept[kind] = content

    @property
    def over_base_map(self) -> bool:
        """Whether a base map lies under the layers: areas of the ground then let it through."""
        return self._over_base_map

    @over_base_map.setter
    def over_base_map(self, over: bool) -> None:
        if over != self._over_base_map:
            self._over_base_map = over
            self._send()

    def hint(self, text: str) -> None:
        """A sentence in the middle of the map; "" takes it away."""
        if self.view is not None:
            self.view.set_hint(text)

    def let_go(self) -> None:
        """Esc, wherever the focus is: nothing is selected any more."""
        self.released.emit()
        self._selection.clear()

    def choose(self, layer_id: str, ids: Sequence[str], at: "npt.NDArray[np.intp]") -> None:
        """Select what was found on the map: rows of a layer's table, at these positions of the layer.

        Nothing is selected any more without ids.
        """
        if self.view is not None:
            self.view.select(layer_id, ids, at=at)
        self._pick(layer_id, ids)

    def zoom_to_rows(self, table: str, ids: Iterable[str]) -> bool:
        """Show rows of a table as large as fits; False if none of them has a place."""
        wanted = list(ids)
        boxes = [
            layer.features.geometry[layer.features["id"].isin(wanted)].total_bounds
            for layer in self.layers()
            if layer.table == table and layer.features["id"].isin(wanted).any()
        ]
        if not boxes or self.view is None:
            return False
        west, south = (min(float(box[i]) for box in boxes) for i in (0, 1))
        east, north = (max(float(box[i]) for box in boxes) for i in (2, 3))
        # A single point gets about two kilometres around it.
        margin = max(0.01 - (east - west) / 2, 0.0), max(0.01 - (north - south) / 2, 0.0)
        self.view.zoom_to(
            (west - margin[0], south - margin[1], east + margin[0], north + margin[1])
        )
        return True

    def _send(self) -> None:
        model = self._seen
        if self.view is None or model is None:
            return
        self.view.set_model(self._on_screen(model))
        for layer in model.layers:
            wish = self._wishes.get(layer.id)
            if wish is not None and wish.visible is not None:
                self.view.set_layer_visible(layer.id, wish.visible)
            if wish is not None and wish.opacity is not None:
                self.view.set_layer_opacity(layer.id, wish.opacity)
        self._show_selection()

    def _focus_lens(self) -> None:
        model = self.model
        for lens in self._lenses.values():
            model = lens(model) if model is not None else None
        if model is not None and self._tree is not None:
            from dzmap.services.layer_order import in_tree_order

            model = replace(model, layers=in_tree_order(model.layers, self._tree))
        self._seen = model

    def _note_view(self, bounds: Bounds) -> None:
        self.bounds = bounds

    def _note_scale(self, denominator: float) -> None:
        self.scale = denominator

    def _on_screen(self, model: "MapModel") -> "MapModel":
        from dzmap.services.base_maps import over_base_map

        if self._over_base_map:
            model = over_base_map(model)
        wanted = self._legend
        if wanted is None:
            return model
        layers = (
            layer if layer.id in wanted else replace(layer, in_legend=False)
            for layer in model.layers
        )
        return replace(model, layers=tuple(layers))

    def _pick(self, layer_id: str, ids: Sequence[str]) -> None:
        if not ids:
            self.released.emit()
        layer = self.layer(layer_id)
        if layer is not None and not layer.table:
            return
        self._from_map = True
        self._selection.set(layer.table if layer is not None else "", ids)
        self._from_map = False

    def _pass_stack(self, features: list[tuple[str, str]]) -> None:
        tables = {layer.id: layer.table for layer in self.layers()}
        named = [(tables.get(layer_id, ""), key) for layer_id, key in features]
        self.stacked.emit([(table, key) for table, key in named if table])

    def _show_selection(self) -> None:
        if self.view is None or self._from_map:
            return
        wanted = list(self._selection.ids)
        for layer in reversed(self.layers()):
            if wanted and layer.table == self._selection.table:
                at = layer.features["id"].isin(wanted).to_numpy().nonzero()[0]
                if len(at):
                    self.view.select(layer.id, wanted, at=at)
                    return
        self.view.select("", [])
