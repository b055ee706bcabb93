"""层级浏览 of the window: which zone, park or parcel is open, the map of it, the way up and out."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dzmap.mapping.messages import BrowseStep
from dzmap.services.jobs import Progress
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.services.hierarchy import Hierarchy, Key, Node

_LENS = "browse"
_LEVELS = ("zones", "parks", "parcels")


class HierarchyDesk(QObject):
    """Opens areas on the map; nothing is open until ``expand``.

    The map goes through a lens of the stage, so every task keeps its own model; edits of the project
    are read again, and an area that is gone closes the browsing.
    """

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tree: Hierarchy | None = None
        self._path: tuple[Node, ...] = ()
        desk.stage.told.connect(self._hear)
        desk.document.changed.connect(self._renew)
        desk.document.closed.connect(self._forget)

    @property
    def key(self) -> "Key | None":
        """Table and id of what is open."""
        return self._path[-1].key if self._path else None

    def offers(self) -> bool:
        """Whether what is selected can be opened."""
        selection = self._desk.selection
        return selection.table in _LEVELS and len(selection.ids) == 1

    def expand_selected(self) -> None:
        """Open the one area that is selected."""
        if self.offers():
            self.expand(self._desk.selection.table, self._desk.selection.ids[0])

    def expand(self, table: str, key: str) -> None:
        """Open an area: its parts in full strength, the rest dimmed, the view on it."""
        session = self._desk.document.session
        if session is None:
            return

        def work(progress: Progress) -> "Hierarchy":
            from dzmap.services.hierarchy import hierarchy

            progress.step(tr("整理层级"))
            return hierarchy(session)

        take = partial(self._open, key=(table, key), fit=True)
        self._desk.jobs.run(tr("整理层级"), work, key="hierarchy", on_done=take)

    def leave(self) -> bool:
        """Close the browsing; False if nothing was open."""
        if not self._path:
            return False
        self._forget()
        self._desk.stage.look_through(_LENS, None)
        return True

    def _open(self, tree: "Hierarchy", *, key: "Key", fit: bool) -> None:
        from dzmap.services.hierarchy_map import browse_model

        path = tree.path(key)
        if not path:
            self.leave()
            return
        self._tree, self._path = tree, path
        self._desk.stage.look_through(_LENS, lambda model: browse_model(model, tree, key))
        self._tell()
        if fit:
            self._fit(path[-1])

    def _fit(self, node: "Node") -> None:
        from dzmap.services.hierarchy_map import node_bounds

        bounds, view = node_bounds(node), self._desk.stage.view
        if bounds is None:
            self._desk.notices.toast(tr("“{name}”没有图形，图上找不到它").format(name=node.label))
        elif view is not None:
            view.zoom_to(bounds)

    def _tell(self) -> None:
        crumbs = [node.label for node in self._path]
        self._desk.stage.tell("browse", keep=True, crumbs=crumbs, note=self._note())

    def _note(self) -> str:
        from dzmap.services.hierarchy import area_text, counts_text

        if not self._path or self._tree is None:
            return ""
        node = self._path[-1]
        problems = len(self._tree.misfits_of(node))
        words = (
            area_text(node.area_m2),
            counts_text(node),
            tr("{count} 处包含问题").format(count=problems) if problems else "",
        )
        return "，".join(word for word in words if word)

    def _hear(self, message: object) -> None:
        if not isinstance(message, BrowseStep) or not self._path:
            return
        if message.depth == 0:
            self.leave()
        elif self._tree is not None and message.depth < len(self._path):
            node = self._path[message.depth - 1]
            self._desk.selection.set(node.key[0], [node.key[1]])
            self._open(self._tree, key=node.key, fit=True)
        else:
            self._fit(self._path[-1])

    def _renew(self, tables: frozenset[str]) -> None:
        session, key = self._desk.document.session, self.key
        if session is None or key is None or (tables and not tables.intersection(_LEVELS)):
            return
        from dzmap.services.hierarchy import hierarchy

        self._desk.jobs.run(
            tr("整理层级"),
            lambda _: hierarchy(session),
            key="hierarchy",
            on_done=partial(self._open, key=key, fit=False),
        )

    def _forget(self) -> None:
        self._tree, self._path = None, ()
        self._tell()
