"""What of a map lies in a frame: told from bounds in degrees, before anything is projected."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from dzmap.reports.frame import MapFrame
from dzmap.reports.ground import Ground
from dzmap.services.map_model import MapLayer, MapModel

_MANY = 200
"""Smaller layers are kept whole: the border of the city is that of all its counties."""


def in_frame(layer: MapLayer, frame: MapFrame, ground: Ground) -> npt.NDArray[np.bool_]:
    """Which features of a layer may be seen in the frame (their bounds meet its bounds)."""
    west, south, east, north = frame.window
    bounds = ground.bounds(layer)
    seen: npt.NDArray[np.bool_] = (
        (bounds[:, 0] <= east)
        & (bounds[:, 2] >= west)
        & (bounds[:, 1] <= north)
        & (bounds[:, 3] >= south)
    )
    return seen


def part_in_frame(model: MapModel, frame: MapFrame, ground: Ground) -> MapModel:
    """The model with only what may be seen of its large visible layers.

    Layers that are not drawn at the frame's scale are switched off.
    """
    return replace(model, layers=tuple(_part(layer, frame, ground) for layer in model.layers))


def _part(layer: MapLayer, frame: MapFrame, ground: Ground) -> MapLayer:
    if not layer.finest <= frame.scale <= layer.coarsest:
        return replace(layer, visible=False)
    if not layer.visible or len(layer.features) <= _MANY:
        return layer
    if layer.gathering(frame.scale) is not None:
        return layer  # the number in a disk counts points beyond the edge, too
    seen = in_frame(layer, frame, ground)
    if seen.all():
        return layer
    return replace(layer, features=layer.features.iloc[np.flatnonzero(seen)])
