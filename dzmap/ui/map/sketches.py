"""Sketches of the page in exact coordinates, for the tools that use them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dzmap.mapping.messages import Sketch, Vertex

if TYPE_CHECKING:
    from dzmap.ui.map.stage import MapStage

Place = tuple[float, float]


def places(stage: "MapStage", sketch: Sketch, *, with_cursor: bool = False) -> list[Place]:
    """The places of a sketch in degrees of EPSG:4490; what was caught is where the feature says."""
    vertices: Sequence[Vertex] = sketch.vertices
    if with_cursor and sketch.cursor is not None:
        vertices = (*vertices, sketch.cursor)
    return [_exact(stage, vertex) for vertex in vertices]


def _exact(stage: "MapStage", vertex: Vertex) -> Place:
    from dzmap.services.snapping import exact_place

    near = (vertex.longitude, vertex.latitude)
    snap = vertex.snap
    if snap is None or stage.view is None:
        return near
    layer = stage.view.layer_shown(snap.hit.layer, snap.hit.revision)
    if layer is None:
        return near
    return exact_place(layer, snap.hit.position, snap.vertex, edge=snap.edge, near=near)
