"""The vertices of the feature that is edited, as the page shows them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dzmap.services.editing import Feature
    from dzmap.ui.map.stage import MapStage


def show_handles(stage: "MapStage", edited: "Feature") -> None:
    """Send the feature's vertices, and which one it is on the map: it does not catch itself."""
    import numpy as np
    import shapely

    from dzmap.core.shape_edits import ring_starts

    found = (
        (layer.id, int(np.flatnonzero(layer.features["id"] == edited.id)[0]))
        for layer in stage.layers()
        if layer.table == edited.table and (layer.features["id"] == edited.id).any()
    )
    layer_id, position = next(found, ("", 0))
    stage.tell(
        "editShape",
        places=shapely.get_coordinates(edited.shape).tolist(),
        starts=ring_starts(edited.shape),
        closed=bool(shapely.get_dimensions(edited.shape) == 2),
        feature={"layer": layer_id, "position": position},
    )
