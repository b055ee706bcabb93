"""What is switched on and folded in the layer tree, remembered per project and user.

It lies in the settings, not in the project: to look at a layer does not change the file.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from dzmap.settings import LayerView
from dzmap.ui.page import Desk

_MOST_PROJECTS = 60


class LayerMemory(QObject):
    """Brings the switches back when a project is opened, and remembers them when they change."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        desk.document.opened.connect(self.recall)
        self.recall()

    @property
    def view(self) -> LayerView:
        """What is remembered of the open project."""
        project = self._project()
        return self._desk.settings.layer_views.get(project, LayerView())

    def recall(self) -> None:
        """Switch the layers as they were left."""
        for layer_id in self.view.shown:
            self._desk.stage.set_visible(layer_id, True)
        for layer_id in self.view.hidden:
            self._desk.stage.set_visible(layer_id, False)

    def switch(self, layer_id: str, on: bool) -> None:
        """Show or hide a layer, and remember it."""
        self._desk.stage.set_visible(layer_id, on)
        kept = self.view
        shown, hidden = (
            tuple(name for name in names if name != layer_id) for names in (kept.shown, kept.hidden)
        )
        if on:
            shown = (*shown, layer_id)
        else:
            hidden = (*hidden, layer_id)
        self._keep(replace(kept, shown=shown, hidden=hidden))

    def fold(self, group: str, folded: bool) -> None:
        """Remember that a group is closed or open."""
        kept = self.view
        others = tuple(name for name in kept.folded if name != group)
        self._keep(replace(kept, folded=(*others, group) if folded else others))

    def _keep(self, view: LayerView) -> None:
        project = self._project()
        if not project:
            return
        settings = self._desk.settings
        views: dict[str, LayerView] = {
            name: one for name, one in settings.layer_views.items() if name != project
        }
        views[project] = view  # the newest last
        settings.layer_views = _newest(views)

    def _project(self) -> str:
        session = self._desk.document.session
        return "" if session is None else str(Path(session.path))


def _newest(views: Mapping[str, LayerView]) -> Mapping[str, LayerView]:
    return dict(list(views.items())[-_MOST_PROJECTS:])
