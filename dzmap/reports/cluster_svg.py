"""Crowded points on paper: disks with their number, and the marks of points that stand alone."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dzmap.core.point_clusters import Gathered, gather
from dzmap.reports.fonts import SANS
from dzmap.reports.frame import MapFrame, project_places
from dzmap.reports.ground import Ground
from dzmap.reports.svg_marks import marks_svg
from dzmap.reports.svg_paths import millimetres
from dzmap.services.cluster_disks import (
    LARGEST,
    RIM,
    SMALLEST,
    count_text,
    disk_fill,
    disk_ink,
    disk_radius,
)
from dzmap.services.map_model import Clusters, MapLayer, SymbolClass

_TEXT_PIXELS, _LARGE_TEXT_PIXELS = 11.0, 12.0
_LARGE_DISK = 16.0  # pixels: radius from which the number is the larger one
_BOLD_EM = 0.035
_SAMPLE = 8

Places = npt.NDArray[np.int64]


def clustered_svg(
    layer: MapLayer, clusters: Clusters, frame: MapFrame, ground: Ground
) -> tuple[str, Places]:
    """The layer at a scale at which its points gather, and what names had better not hide (n, 2).

    All sheets of a report that have the same scale show the same clusters.
    """
    found = ground.once(
        layer.features,
        f"clusters {clusters.radius} {frame.scale}",
        lambda: _gathered(layer, clusters, frame, ground),
    )
    units, ranks = frame.units(found.places), _ranks(layer, ground)[found.first]
    reach = round(millimetres(LARGEST + RIM))
    near = (units >= -reach).all(axis=1)
    near &= (units <= (frame.width + reach, frame.height + reach)).all(axis=1)
    alone = near & (found.count == 1)
    parts = [
        marks_svg(units[alone & (ranks == rank)].tolist(), item.symbol)
        for rank, item in enumerate(layer.classes)
    ]
    crowds = near & (found.count > 1)
    disks = zip(units[crowds].tolist(), found.count[crowds].tolist(), strict=True)
    fill = disk_fill(layer.classes)
    parts.append(_lettered("".join(disk_svg(place, count, fill) for place, count in disks)))
    return "".join(parts), np.vstack([units[alone], _strewn(units[crowds])])


def _strewn(places: Places) -> Places:
    """Places all over each disk, so that a name hides as much as it covers of the disk."""
    step = round(millimetres(SMALLEST) * 0.7)
    offsets = np.array([(x, y) for x in (-step, 0, step) for y in (-step, 0, step)])
    strewn: Places = (places[:, None] + offsets).reshape(-1, 2)
    return strewn


def swatch_disk(classes: Sequence[SymbolClass], width: int, height: int) -> str:
    """The sample of a disk in a legend, width and height in drawing units."""
    place = [width // 2, height // 2]
    return _lettered(disk_svg(place, _SAMPLE, disk_fill(classes), height / 2))


def disk_svg(place: Sequence[int], count: int, fill: str, radius: float = 0.0) -> str:
    """One disk; ``radius`` in drawing units, 0 for that of the number."""
    pixels = disk_radius(count)
    size = millimetres(_LARGE_TEXT_PIXELS if pixels > _LARGE_DISK else _TEXT_PIXELS)
    rim, ink, (x, y) = millimetres(RIM), disk_ink(fill), place
    return (
        f'<circle cx="{x}" cy="{y}" r="{(radius or millimetres(pixels)) - rim / 2:.0f}"'
        f' fill="{fill}" stroke="#FFFFFF" stroke-width="{rim:.0f}"/>'
        f'<text x="{x}" y="{y + size * 0.36:.0f}" font-size="{size:.0f}" fill="{ink}"'
        f' stroke="{ink}" stroke-width="{size * _BOLD_EM:.1f}">{count_text(count)}</text>'
    )


def _lettered(body: str) -> str:
    style = f'font-family="{SANS}" text-anchor="middle" font-kerning="none"'
    return f"<g {style}>{body}</g>" if body else ""


def _gathered(layer: MapLayer, clusters: Clusters, frame: MapFrame, ground: Ground) -> Gathered:
    places = project_places(layer.features.geometry)
    places[_ranks(layer, ground) < 0] = np.nan
    return gather(places, millimetres(clusters.radius) / frame.units_per_m)


def _ranks(layer: MapLayer, ground: Ground) -> npt.NDArray[np.int64]:
    """By feature the number of its class; −1 for none."""
    ranks = np.full(len(layer.features), -1, dtype=np.int64)
    for rank, item in enumerate(layer.classes):
        ranks[ground.rows(layer, item)] = rank
    return ranks
