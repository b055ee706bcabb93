"""Switching layers on because something happened in them."""

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dzmap.ui.map.stage import MapStage


def uncover(stage: "MapStage", table: str, ids: Collection[str] | None = None) -> None:
    """Switch on the layers of a table; one that is not there yet will be on when it comes.

    With ``ids`` only the layers that show some of these rows are switched on.
    """
    layers = [layer for layer in stage.layers() if layer.table == table]
    hidden = [
        layer.id
        for layer in layers
        if not stage.is_visible(layer)
        and (ids is None or layer.features["id"].isin(list(ids)).any())
    ]
    for layer_id in hidden if layers else [table]:
        stage.set_visible(layer_id, True)
    if hidden:
        stage.model_changed.emit()  # lists of layers show the switch
