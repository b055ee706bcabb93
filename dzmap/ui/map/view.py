"""The map as a widget: says what to draw, hears what the user does on it."""

import dataclasses
import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dzmap.mapping import messages
from dzmap.mapping.addresses import CHANNEL_SCRIPT
from dzmap.mapping.kept_maps import KeptMap
from dzmap.mapping.server import MapServer
from dzmap.mapping.tiles import TileShelf
from dzmap.ui.map.chosen_places import ChosenPlaces, alike
from dzmap.ui.map.pictures import Pictures

if TYPE_CHECKING:  # the map starts before numpy and geopandas are loaded
    import numpy as np
    import numpy.typing as npt

    from dzmap.services.map_model import MapLayer, MapModel
    from dzmap.ui.map.outline import OutlineMap

_LOG = logging.getLogger(__name__)
_NOTHING = ("", ())


class MapView(QWidget):
    """Shows a ``MapModel``; every call may come before the page is ready and is made up for.

    Signals: ``selected`` layer id and feature ids (both empty: nothing), ``stacked`` all (layer id,
    feature id) under the clicked place, topmost first; ``cursor_moved`` and ``context_requested``
    longitude and latitude; ``scale_changed`` the denominator; ``view_changed`` (west, south, east,
    north); ``painted`` layer id and milliseconds since it was asked for; ``restarted`` after the
    page's process died; ``failed`` a Chinese sentence when there will be no map; ``told`` every other
    message of the page (``mapping.messages``), for the tools that understand it.
    """

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
    told = Signal(object)
    ready = Signal()
    restarted = Signal()
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model: MapModel | None = None
        self._selection: tuple[str, tuple[str, ...]] = _NOTHING
        self._settings: dict[str, dict[str, object]] = {}  # last tool, hint, theme by message kind
        self._view: messages.View | None = None
        self._asked: dict[str, float] = {}
        self._places = ChosenPlaces()
        self._pictures = Pictures(self, lambda shown: self._send("chrome", shown=shown))
        self._kept: KeptMap | None = None
        self._early: messages.Click | None = None
        self._came_back = False
        self._outline: OutlineMap | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName("地图")
        try:
            from dzmap.ui.map.page_host import PageHost
            from dzmap.ui.map.scheme import channel_script
        except ImportError as error:
            self._host = None
            _LOG.exception("no web engine")
            self._server = MapServer()
            sentence = f"地图组件未能启动：{error}"
            QTimer.singleShot(0, self, lambda: self._fall_back(sentence))
            return
        self._server = MapServer({CHANNEL_SCRIPT: channel_script()})
        self._host = PageHost(self._server, self)
        self._host.received.connect(self._receive)
        self._host.restarted.connect(self._note_restart)
        self._host.failed.connect(self._fall_back)
        layout.addWidget(self._host)
        self.setFocusProxy(self._host)

    # ---- what to show

    def set_model(self, model: "MapModel") -> None:
        """Show a model; the view stays unless the model's extent is another than before."""
        self._model, self._kept = model, None
        self._show()
        if self._early is not None:
            QTimer.singleShot(0, self, self._catch_up)
        layer_id = self._selection[0]
        if self._layer(layer_id) is None:
            self._selection = _NOTHING
        self._send_selection()

    def show_kept(self, kept: KeptMap | None) -> None:
        """Show a map as it was drawn last, until a model takes its place; None: there will be none.

        A click on it is answered when the model is there.
        """
        self._model, self._kept, self._early = None, kept, None
        self._show()

    def set_layer_visible(self, layer_id: str, visible: bool) -> None:
        """Show or hide a layer."""
        self._change(layer_id, visible=visible)
        if visible:
            self._asked[layer_id] = time.perf_counter()
        self._send("visible", layer=layer_id, visible=visible)

    def set_layer_opacity(self, layer_id: str, opacity: float) -> None:
        """Set how opaque a layer is, 0 to 1."""
        self._change(layer_id, opacity=opacity)
        self._send("opacity", layer=layer_id, opacity=opacity)

    def set_layer_order(self, ids: Sequence[str]) -> None:
        """Set the order of the layers, bottom first; layers not named keep to the bottom."""
        if self._model is None:
            return
        rank = {layer_id: position for position, layer_id in enumerate(ids)}
        ordered = sorted(self._model.layers, key=lambda layer: rank.get(layer.id, -1))
        self._model = dataclasses.replace(self._model, layers=tuple(ordered))
        self._send("order", layers=[layer.id for layer in ordered])

    def select(
        self, layer_id: str, ids: Sequence[str], *, at: "npt.NDArray[np.intp] | None" = None
    ) -> None:
        """Highlight features (no ``selected`` signal comes back); nothing with no ids.

        Rows of the same table that other layers draw are highlighted there.
        ``at`` are the positions of these features in the layer, from whoever knows them already.
        """
        self._selection = (layer_id, tuple(ids)) if ids else _NOTHING
        layer = self._layer(layer_id)
        if layer is not None and at is not None:
            self._places.know(self._selection, layer, at)
        self._send_selection()

    def zoom_to(self, bounds: tuple[float, float, float, float]) -> None:
        """Show west, south, east, north (degrees, EPSG:4490)."""
        self._send("zoomTo", bounds=[float(value) for value in bounds])
        if self._outline is not None:
            self._outline.zoom_to(bounds)

    def zoom_full(self) -> None:
        """Show the model's extent."""
        self._send("zoomFull")
        if self._outline is not None:
            self._outline.zoom_full()

    def zoom_to_scale(self, denominator: float) -> None:
        """Show the scale 1:denominator at the centre."""
        self._send("zoomScale", scale=float(denominator))

    def layer_shown(self, layer_id: str, revision: int) -> "MapLayer | None":
        """The layer as the page drew it; None if it is shown no more or was replaced."""
        return self._server.layer(layer_id, revision)

    def serve_tiles(self, shelf: TileShelf) -> None:
        """Let the page have the tiles of these base maps."""
        self._server.tiles = shelf

    def tell(self, kind: str, *, keep: bool = False, **content: object) -> None:
        """Send the page a message; one that is kept is told again to a page that was restarted."""
        if keep:
            self._set(kind, **content)
        else:
            self._send(kind, **content)

    def set_tool(self, name: str) -> None:
        """Choose the tool: select or pan."""
        self._set("tool", name=name)

    def set_hint(self, text: str) -> None:
        """Show a sentence in the middle of the map, such as 还没有业务图层; "" takes it away."""
        self._set("hint", text=text)

    def set_theme(
        self, *, dark: bool, high_contrast: bool = False, text_scale: float = 1.0
    ) -> None:
        """Follow the window's theme; ``text_scale`` is 1 at 标准."""
        self._set("theme", dark=dark, contrast=high_contrast, textScale=text_scale)

    def take_picture(self, done: Callable[[QPixmap | None], object]) -> None:
        """Hand over what is seen, without the tools but with legend and scale bar.

        ``done`` gets None when there is no page.
        """
        if self._host is None or not self._host.alive:
            done(None)
            return
        self._pictures.want(done)

    # ---- messages to the page

    def _send(self, kind: str, **content: object) -> None:
        if self._host is not None:
            self._host.send(kind, **content)

    def _set(self, kind: str, **content: object) -> None:
        self._settings[kind] = content
        self._send(kind, **content)

    def _show(self) -> None:
        now = time.perf_counter()
        if self._kept is not None:
            self._asked.update(dict.fromkeys(self._kept.payloads, now))
            self._send("scene", **self._server.show_kept(self._kept))
        if self._model is None:
            return
        self._asked.update({layer.id: now for layer in self._model.layers if layer.visible})
        self._send("scene", **self._server.show(self._model))
        if self._outline is not None:
            self._outline.show_model(self._model)

    def _send_selection(self) -> None:
        chosen, server = self._selection, self._server
        layers = alike(self._model, chosen[0])
        if self._outline is not None:
            self._outline.select([layer.id for layer in layers], chosen[1])
        content = self._places.message(chosen, layers, server.revision, server.offer_selection)
        self._send("selection", **content)

    def _change(self, layer_id: str, **fields: object) -> None:
        if self._model is None:
            return
        layers = tuple(
            dataclasses.replace(layer, **fields) if layer.id == layer_id else layer  # type: ignore[arg-type]
            for layer in self._model.layers
        )
        self._model = dataclasses.replace(self._model, layers=layers)
        if self._outline is not None:
            self._outline.show_model(self._model)

    def _layer(self, layer_id: str) -> "MapLayer | None":
        layers = self._model.layers if self._model is not None else ()
        return next((layer for layer in layers if layer.id == layer_id), None)

    # ---- messages of the page

    def _receive(self, message: messages.PageMessage) -> None:
        match message:
            case messages.Ready():
                self._make_up()
            case messages.Cursor(longitude, latitude):
                self.cursor_moved.emit(longitude, latitude)
            case messages.CursorLeft():
                self.cursor_left.emit()
            case messages.View():
                self._note_view(message)
            case messages.Painted(layer_id, revision):
                self._note_painted(layer_id, revision)
            case messages.Tool(name):
                self._settings["tool"] = {"name": name}
                self.tool_changed.emit(name)
            case messages.Bare():
                self._pictures.note_bare()
            case _:
                self._receive_choice(message)

    def _receive_choice(self, message: messages.PageMessage) -> None:
        if self._kept is not None:  # no rows yet that could be chosen
            self._early = message if isinstance(message, messages.Click) else self._early
            return
        match message:
            case messages.Click(longitude, latitude, hits, add):
                self.clicked.emit(longitude, latitude)
                features = self._features(hits)
                self._choose(features[:1], add=add)
                self.stacked.emit(features)
            case messages.Choice(hit):
                self._choose(self._features((hit,)), add=False)
            case messages.Described(text):
                self.setAccessibleName(text)
            case messages.Toggle(hit):
                self._choose(self._features((hit,)), add=True)
            case messages.Context(longitude, latitude, hits):
                features = self._features(hits)
                self._choose_for_menu(features)
                self.context_requested.emit(longitude, latitude)
            case messages.Escape():
                self._choose([], add=False)
            case _:
                self.told.emit(message)

    def _catch_up(self) -> None:
        """Answer the click that came before there were rows to be selected."""
        click, self._early = self._early, None
        if click is not None:
            revisions = ((hit, self._server.revision(hit.layer)) for hit in click.hits)
            hits = (dataclasses.replace(hit, revision=new) for hit, new in revisions if new)
            self._receive_choice(dataclasses.replace(click, hits=tuple(hits)))

    def _features(self, hits: tuple[messages.Hit, ...]) -> list[tuple[str, str]]:
        """Layer id and feature id of each hit that still is what it was when it was drawn."""
        found = []
        for hit in hits:
            layer = self._server.layer(hit.layer, hit.revision)
            if layer is not None and hit.position < len(layer.features):
                found.append((layer.id, str(layer.features["id"].iloc[hit.position])))
        return found

    def _choose(self, features: list[tuple[str, str]], *, add: bool) -> None:
        if not features:
            if add:
                return
            self._selection = _NOTHING
        else:
            layer_id, feature_id = features[0]
            same = any(layer.id == layer_id for layer in alike(self._model, self._selection[0]))
            ids = list(self._selection[1]) if add and same else []
            if feature_id in ids:
                ids.remove(feature_id)
            else:
                ids.append(feature_id)
            self._selection = (layer_id, tuple(ids)) if ids else _NOTHING
        self._send_selection()
        self.selected.emit(self._selection[0], list(self._selection[1]))

    def _choose_for_menu(self, features: list[tuple[str, str]]) -> None:
        """A right click selects what it hits, unless that is part of the selection already."""
        ids = self._selection[1]
        names = {layer.id for layer in alike(self._model, self._selection[0])}
        if features and not any(name in names and key in ids for name, key in features):
            self._choose(features[:1], add=False)

    def _note_painted(self, layer_id: str, revision: int) -> None:
        asked = self._asked.get(layer_id)
        if asked is not None and self._server.revision(layer_id) == revision:
            self.painted.emit(layer_id, (time.perf_counter() - asked) * 1000)

    def _fall_back(self, reason: str) -> None:
        """There will be no page: the plain map takes its place."""
        if self._outline is None:
            from dzmap.ui.map.outline import OutlineMap, failure_details

            self._outline = OutlineMap(failure_details(reason))
            self._outline.picked.connect(
                lambda layer, key: self._choose([(layer, key)] if layer else [], add=False)
            )
            if self._host is not None:
                self._host.hide()
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._outline)
            self._outline.show()
            self.setFocusProxy(self._outline)
            if self._model is not None:
                self._outline.show_model(self._model)
            self._send_selection()
        self.failed.emit(reason)

    def _note_view(self, view: messages.View) -> None:
        if self._came_back:
            return  # of a page that does not know yet where to look
        self._view = view
        self.view_changed.emit(view.bounds)
        self.scale_changed.emit(view.scale)

    def _note_restart(self) -> None:
        self._came_back = True
        self._pictures.give_up()

    def _make_up(self) -> None:
        """Bring a page that has just started to the state that was asked for."""
        for kind, content in self._settings.items():
            self._send(kind, **content)
        self._show()
        self._send_selection()
        if self._came_back:
            self._came_back = False
            if self._view is not None:
                longitude, latitude = self._view.centre
                self._send("view", longitude=longitude, latitude=latitude, zoom=self._view.zoom)
            self.restarted.emit()
        else:
            self.ready.emit()
