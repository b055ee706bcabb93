"""What the user chose for the layers of the map: look, labels, filter, place in the tree.

A ``LayerStyle`` says only what differs from the layer's built-in look; None and "" leave it as it
is. Both records are kept in the project (``core.changes.RECORDS``), so undo takes them back.
Scales are denominators: a layer is drawn from 1:``coarsest`` to 1:``finest``.
"""

import math
from dataclasses import dataclass
from enum import Enum

from dzmap.core.attribute_filter import AttributeFilter
from dzmap.core.symbols import Symbol


class Rendering(Enum):
    """How the features of a layer become a picture."""

    SINGLE = "single"
    CATEGORISED = "categorised"
    GRADUATED = "graduated"
    PROPORTIONAL = "proportional"
    HEAT = "heat"
    CLUSTERS = "clusters"
    GRID = "grid"


class Method(Enum):
    """How class limits are found (mapclassify), or that they are given."""

    NATURAL_BREAKS = "natural_breaks"
    QUANTILE = "quantile"
    EQUAL_INTERVAL = "equal_interval"
    STANDARD_DEVIATION = "standard_deviation"
    MANUAL = "manual"


class Per(Enum):
    """What a sum is divided by before it is classified."""

    NOTHING = "nothing"
    MU = "mu"
    HECTARE = "hectare"
    ENTERPRISE = "enterprise"


class Statistic(Enum):
    """What a cell of a grid says about the points in it."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True)
class Category:
    """One value of a categorised layer, its legend text and symbol; ``value`` "" is everything else."""

    value: str
    label: str
    symbol: Symbol


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the features are drawn; only the fields of the chosen rendering count.

    ``column`` is a column of the layer's table: the categories, the number that is graduated,
    the size, the weight of heat, or what a grid adds up. ``breaks`` are the upper limits of all
    classes but the last (manual). ``least_basis`` is the smallest denominator (亩, 公顷 or 家) that
    is coloured; below it a feature is hatched and named 基数过小.
    """

    rendering: Rendering = Rendering.SINGLE
    symbol: Symbol | None = None
    column: str = ""
    categories: tuple[Category, ...] = ()
    method: Method = Method.NATURAL_BREAKS
    class_count: int = 5
    breaks: tuple[float, ...] = ()
    ramp: str = "amount"
    reversed_ramp: bool = False
    per: Per = Per.NOTHING
    least_basis: float = 0.0
    largest_size: float = 32.0  # pixels across of the largest proportional symbol
    radius: float = 24.0  # pixels: reach of a point's heat; how far a cluster gathers
    cell_m: float = 2000.0  # metres between opposite sides of a grid cell
    hexagons: bool = True
    statistic: Statistic = Statistic.COUNT


@dataclass(frozen=True, kw_only=True)
class Labelling:
    """Labels of a layer: which column, how they look, from which scale on, on which features."""

    shown: bool = True
    column: str = ""  # "" keeps the layer's own
    size_pt: float = 9.0
    color: str = "#1B2733"
    bold: bool = False
    italic: bool = False
    halo: bool = True
    coarsest: float = math.inf  # infinite keeps the layer's own; a scale shows them from there on
    rule: AttributeFilter | None = None


@dataclass(frozen=True, kw_only=True)
class LayerStyle:
    """The choices for one layer; ``id`` is the layer's (``MapLayer.id``)."""

    id: str
    title: str = ""
    group: str = ""
    opacity: float | None = None
    coarsest: float | None = None
    finest: float | None = None
    filter: AttributeFilter | None = None
    look: Look | None = None
    labelling: Labelling | None = None


TREE_ID = "tree"


@dataclass(frozen=True, kw_only=True)
class LayerTree:
    """The order of layers (bottom first) and of groups (top first), and the user's own groups."""

    order: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()  # layers taken off the map; their data stays in the file
    id: str = TREE_ID
