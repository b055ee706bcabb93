"""The styles of the open project's layers, with the draft that a dialog is trying out."""

import threading
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dzmap.core.problems import KnownError
from dzmap.ui.document import Document

if TYPE_CHECKING:
    from dzmap.core.layer_style import LayerStyle
    from dzmap.services.map_model import MapLayer, MapModel
    from dzmap.services.session import Session
    from dzmap.services.styling import StyledProject, Stylist


class LayerStyles(QObject):
    """What the user chose per layer; ``draft_changed`` asks the map to be drawn with the draft.

    ``failed`` carries the ``KnownError`` of an edit that was not made.
    """

    draft_changed = Signal()
    failed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._draft: LayerStyle | None = None
        self._built_in: MapModel | None = None
        self._stylist: Stylist | None = None
        self._working = threading.Lock()
        self.copied: LayerStyle | None = None

    def of(self, layer_id: str) -> "LayerStyle":
        """What is chosen for a layer; an empty style if nothing is."""
        from dzmap.core.layer_style import LayerStyle

        session = self._document.session
        chosen = session.layer_styles() if session is not None else ()
        return next((style for style in chosen if style.id == layer_id), LayerStyle(id=layer_id))

    def choose(self, style: "LayerStyle", title: str) -> None:
        """Keep a style in the project, as one edit that undo takes back."""
        from dzmap.services.styling import set_style

        self._draft = None
        self.edit(lambda session: set_style(session, style, title=title))

    def edit(self, make: "Callable[[Session], object]") -> None:
        """Make an edit of the open project, if there is one; ``failed`` tells why it could not be."""
        session = self._document.session
        if session is None:
            return
        try:
            make(session)
        except KnownError as error:
            self.failed.emit(error)

    def try_out(self, draft: "LayerStyle | None") -> None:
        """Show the map with a style that is not kept yet; None shows it as it is kept."""
        if draft != self._draft:
            self._draft = draft
            self.draft_changed.emit()

    def current(self) -> "dict[str, LayerStyle]":
        """The styles by layer as the map should show them now: kept ones, and the draft."""
        session, draft = self._document.session, self._draft
        kept = session.layer_styles() if session is not None else ()
        return {style.id: style for style in (*kept, *((draft,) if draft is not None else ()))}

    @property
    def trying_out(self) -> bool:
        """Whether the map shows a style that is not kept yet."""
        return self._draft is not None

    def built_in(self, layer: "MapLayer") -> "MapLayer":
        """A layer before any style; itself if it was never styled here."""
        layers = self._built_in.layers if self._built_in is not None else ()
        return next((one for one in layers if one.id == layer.id), layer)

    def complete_layers(self, ids: Collection[str], session: "Session") -> "tuple[MapLayer, ...]":
        """Layers as a map that leaves nothing out shows them now, the draft too; any thread."""
        from dzmap.services.overlay import overlay_model
        from dzmap.services.styling import as_chosen

        model = self._built_in if self._built_in is not None else overlay_model(session)
        wanted = tuple(layer for layer in model.layers if layer.id in ids)
        some = replace(model, layers=wanted)
        return as_chosen(some, session, complete=True, draft=self._draft).layers

    def styled(self, model: "MapModel", session: "StyledProject") -> "MapModel":
        """The built-in map with the styles, the draft in place of the one it is for; any thread."""
        from dzmap.services.styling import Stylist, as_chosen

        self._built_in = model
        with self._working:
            if self._stylist is None:
                self._stylist = Stylist()
            return as_chosen(model, session, draft=self._draft, stylist=self._stylist)
