"""Styles on the maps of results: tried out while a dialog is open, and as they are kept later."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.core.layer_style import LayerStyle
    from dzmap.services.map_model import MapLayer, MapModel

_LENS = "styles"


class StylePreview(QObject):
    """Puts restyled layers over the map that a task made with its result.

    叠加看图 draws its map anew for every style; the other tasks keep the map of their result, which
    knows the styles of then. An edit of the data ends that: what is drawn anew is up to date.

    Args:
        desk: The window's desk.
        wanted: Whether the task that is shown keeps such a map (``TaskPage.complete_map``).
        parent: The window.
    """

    def __init__(self, desk: Desk, wanted: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = wanted
        self._known: dict[str, LayerStyle] = {}
        self._due: set[str] = set()  # layers whose style changed since the project was opened
        self._layers: dict[str, MapLayer] = {}
        desk.styles.draft_changed.connect(self._follow)
        desk.document.opened.connect(self._begin)
        desk.document.closed.connect(self._begin)
        desk.document.changed.connect(self._take_edit)

    def catch_up(self) -> None:
        """Another task is shown: it gets the styles that changed in the meantime."""
        if self._due and self._wanted():
            self._restyle()

    def _begin(self) -> None:
        self._known, self._layers = self._desk.styles.current(), {}
        self._due.clear()

    def _take_edit(self, tables: frozenset[str]) -> None:
        from dzmap.core.changes import LAYER_STYLE_TABLE

        if LAYER_STYLE_TABLE in tables:
            self._follow()
        if not tables <= {LAYER_STYLE_TABLE}:
            self._layers = {}
            self._due.clear()
            self._desk.stage.look_through(_LENS, None)

    def _follow(self) -> None:
        now = self._desk.styles.current()
        both = {*now, *self._known}
        self._due |= {one for one in both if now.get(one) != self._known.get(one)}
        self._known = now
        self.catch_up()

    def _restyle(self) -> None:
        session, ids = self._desk.document.session, frozenset(self._due)
        if session is None:
            return

        def work(progress: Progress) -> "tuple[MapLayer, ...]":
            progress.step(tr("准备图层"))
            return self._desk.styles.complete_layers(ids, session)

        self._desk.jobs.run(tr("准备图层"), work, key="style preview", on_done=self._take)

    def _take(self, layers: "tuple[MapLayer, ...]") -> None:
        if self._desk.document.session is not None and self._due:
            self._layers = {layer.id: layer for layer in layers}
            self._desk.stage.look_through(_LENS, self._over)

    def _over(self, model: "MapModel") -> "MapModel":
        """The map of a result with the layers as they are styled now; what it switched off stays off."""
        if not self._wanted():
            return model
        layers = (
            replace(self._layers[one.id], visible=one.visible, in_legend=one.in_legend)
            if one.id in self._layers
            else one
            for one in model.layers
        )
        return replace(model, layers=tuple(layers))
