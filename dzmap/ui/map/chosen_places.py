"""Where the selected rows stand on the map: in every layer that draws rows of their table."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the map starts before numpy and geopandas are loaded
    import numpy as np
    import numpy.typing as npt

    from dzmap.services.map_model import MapLayer, MapModel

Chosen = tuple[str, tuple[str, ...]]
"""The layer that something was selected on, and the ids of its rows."""


def alike(model: "MapModel | None", layer_id: str) -> "list[MapLayer]":
    """The layer and all others of the same table, in which the same ids mean the same rows."""
    layers = model.layers if model is not None else ()
    table = next((layer.table for layer in layers if layer.id == layer_id), "")
    return [one for one in layers if one.id == layer_id or (table and one.table == table)]


class ChosenPlaces:
    """Finds the positions of selected rows, and remembers them as long as neither is another."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Chosen, object, npt.NDArray[np.intp]]] = {}

    def know(self, chosen: Chosen, layer: "MapLayer", at: "npt.NDArray[np.intp]") -> None:
        """Take the positions in a layer from whoever knows them already."""
        self._found[layer.id] = (chosen, layer.features, at)

    def message(
        self,
        chosen: Chosen,
        layers: "Iterable[MapLayer]",
        revision: Callable[[str], int | None],
        offer: "Callable[[npt.NDArray[np.uint32]], int]",
    ) -> dict[str, object]:
        """The content of the selection message for the page.

        Args:
            chosen: What is selected.
            layers: Those that may draw it.
            revision: That of a layer as the page knows it.
            offer: Serves the positions in all layers, one after the other, under a number.
        """
        parts: list[dict[str, object]] = []
        places = []
        for layer in layers if chosen[1] else ():
            known, at = revision(layer.id), self._at(chosen, layer)
            if known is not None and len(at):
                parts.append({"layer": layer.id, "revision": known, "count": len(at)})
                places.append(at)
        self._found = {name: one for name, one in self._found.items() if one[0] is chosen}
        if not parts:
            return {"parts": [], "number": 0}
        import numpy as np

        return {"parts": parts, "number": offer(np.concatenate(places).astype(np.uint32))}

    def _at(self, chosen: Chosen, layer: "MapLayer") -> "npt.NDArray[np.intp]":
        found = self._found.get(layer.id)
        if found is None or found[0] is not chosen or found[1] is not layer.features:
            at = layer.features["id"].astype("str").isin(chosen[1]).to_numpy().nonzero()[0]
            self._found[layer.id] = found = (chosen, layer.features, at)
        return found[2]
