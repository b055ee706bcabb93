"""What a map shows, said once for the window, the printed sheet and the one-file page.

A ``MapModel`` is an ordered list of layers (bottom first) with the style and the legend entries of
each. Geometries are GeoDataFrames in EPSG:4490; colours are ``#RRGGBB``; widths are CSS pixels on
screen (print uses 0.75 of them). Nothing here draws.
"""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dzmap.core.symbols import Symbol

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, kw_only=True)
class SymbolClass:
    """One class of a layer: the values it covers, its legend text, its symbol, how many features."""

    value: str
    label: str
    symbol: Symbol
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Heat:
    """Points drawn as a glow; ``weight_column`` "" gives every point the same weight."""

    radius: float  # pixels
    ramp: tuple[str, ...]  # from thin to dense
    weight_column: str = ""


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """Points near each other drawn as one disk with their number, except at large scales."""

    radius: float = 60.0  # pixels within which points gather
    finest: float = 25_000.0  # from 1:finest on every point stands alone


@dataclass(frozen=True, kw_only=True)
class Label:
    """Labels of a layer: which column, how large, what colour, which wins a collision."""

    column: str
    size_pt: float
    color: str
    bold: bool = False
    italic: bool = False
    spacing: float = 0.0
    priority: int = 0  # the higher one stays
    min_zoom: float = 0.0
    disk: bool = False  # dark text in a white disk, as the numbers of the parks
    badge: bool = False  # on screen a number at the beginning stands white in a dark disk: ranks
    halo: bool = True
    coarsest: float = math.inf  # no labels at scales smaller than 1:coarsest
    rule_column: str = ""  # a column of booleans in the features: only those are labelled


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """A layer ready to draw.

    ``features`` has columns ``id``, ``name``, optionally ``class`` (matching ``classes[].value``;
    one class only when the column is missing) and whatever ``label`` and ``tooltip`` name. ``kind``
    is point, line or polygon. ``points`` layers may hold a million rows and no attributes.
    """

    id: str  # unique in the map, such as "zones_national" or "verdicts"
    title: str
    group: str  # 企业与项目 · 开发区与园区 · 管控线 · 底图
    kind: str
    features: "gpd.GeoDataFrame"
    classes: tuple[SymbolClass, ...]
    legend_title: str = ""
    label: Label | None = None
    tooltip: tuple[tuple[str, str], ...] = ()  # (column, Chinese caption)
    visible: bool = True
    opacity: float = 1.0
    tags: tuple[str, ...] = ()  # 示意 · 示例 · 覆盖 9/11 县 …
    selectable: bool = True
    in_legend: bool = True
    table: str = ""  # the table of core.tables whose rows the features are; "" for derived ones
    heat: Heat | None = None  # instead of marks
    clusters: Clusters | None = None  # instead of marks where points crowd
    size_column: str = ""  # pixels across of each mark, instead of the symbol's size
    coarsest: float = math.inf  # drawn from 1:coarsest …
    finest: float = 0.0  # … to 1:finest

    def gathering(self, scale: float) -> Clusters | None:
        """How its points gather at 1:``scale``; None where each has its own mark."""
        clusters = self.clusters if self.kind == "point" else None
        return clusters if clusters is not None and scale > clusters.finest else None


@dataclass(frozen=True, kw_only=True)
class MapModel:
    """All layers from bottom to top, and the extent to show first (west, south, east, north)."""

    layers: tuple[MapLayer, ...]
    extent: tuple[float, float, float, float]
    title: str = ""
    sample: bool = False  # show the 示例数据 badge
    schematic: bool = False  # some geometry is 示意
    notes: tuple[str, ...] = field(default_factory=tuple)
    groups: tuple[str, ...] = ()  # as the user ordered them, top first
