"""Sketches of the page in exact coordinates, for the tools that use them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzmap.mapping.messages import Sketch, Vertex

if TYPE_CHECKING:
    from dzmap.services.map_model import MapLayer
    from dzmap.services.shared_vertices import CaughtPlace
    from dzmap.ui.map.stage import MapStage

Place = tuple[float, float]


def places(stage: "MapStage", sketch: Sketch, *, with_cursor: bool = False) -> list[Place]:
    """The places of a sketch in degrees of EPSG:4490; what was caught is where the feature says."""
    vertices: Sequence[Vertex] = sketch.vertices
    if with_cursor and sketch.cursor is not None:
        vertices = (*vertices, sketch.cursor)
    return [_exact(stage, vertex) for vertex in vertices]


def caught_places(stage: "MapStage", vertices: Sequence[Vertex]) -> "list[CaughtPlace]":
    """The places that were caught by edges of areas of the project, exactly where they are."""
    from dzmap.services.shared_vertices import CaughtPlace
    from dzmap.services.snapping import edge_ends

    found = []
    for vertex in vertices:
        snap, layer = vertex.snap, _layer(stage, vertex)
        if snap is None or not snap.edge or layer is None or not layer.table:
            continue
        edge = edge_ends(layer, snap.hit.position, snap.vertex)
        if edge is not None and layer.kind == "polygon":
            identifier = str(layer.features["id"].iloc[snap.hit.position])
            found.append(CaughtPlace(layer.table, identifier, edge, _exact(stage, vertex)))
    return found


def _exact(stage: "MapStage", vertex: Vertex) -> Place:
    from dzmap.services.snapping import exact_place

    near = (vertex.longitude, vertex.latitude)
    snap, layer = vertex.snap, _layer(stage, vertex)
    if snap is None or layer is None:
        return near
    return exact_place(layer, snap.hit.position, snap.vertex, edge=snap.edge, near=near)


def _layer(stage: "MapStage", vertex: Vertex) -> "MapLayer | None":
    """The layer that caught the vertex, as it was shown."""
    if vertex.snap is None or stage.view is None:
        return None
    return stage.view.layer_shown(vertex.snap.hit.layer, vertex.snap.hit.revision)
