"""Symbols to begin with: categories of any column, land use, control lines, verdicts."""

from dataclasses import replace

from dzmap.core.layer_kinds import LAYER_ZH
from dzmap.core.layer_style import Category, Look
from dzmap.core.symbols import Symbol
from dzmap.core.verdicts import Verdict
from dzmap.services import symbology
from dzmap.services.look_classes import OTHERS, value_counts
from dzmap.services.map_model import MapLayer
from dzmap.services.ports import Tables
from dzmap.services.style_columns import column_of, column_values

OTHERS_ZH = "其他"
MOST_PROPOSED = 9
# Okabe and Ito (2008), with black replaced by what is no label colour: apart for every eye.
QUALITATIVE = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#5B3A8C", "#F0E442", "#8A4B16",
)  # fmt: skip
_OTHER_COLOUR = "#7A7F87"

# The first level of 国土空间调查、规划、用途管制用地用海分类 (2023): code, name, colour. The colours follow
# planning practice and are 示意 until the drawing rule of the authority is loaded.
_LAND_USES = (
    ("01", "耕地", "#F5F8A6"),
    ("02", "园地", "#C8E27A"),
    ("03", "林地", "#4FA35B"),
    ("04", "草地", "#A9D98B"),
    ("05", "湿地", "#77C8C0"),
    ("06", "农业设施建设用地", "#D6D3A2"),
    ("07", "居住用地", "#FFE566"),
    ("08", "公共管理与公共服务用地", "#F07FB4"),
    ("09", "商业服务业用地", "#E0352B"),
    ("10", "工矿用地", "#BB9674"),
    ("11", "仓储用地", "#8F7FBF"),
    ("12", "交通运输用地", "#B3B7BC"),
    ("13", "公用设施用地", "#3F78B5"),
    ("14", "绿地与开敞空间用地", "#35C04A"),
    ("15", "特殊用地", "#6E8B3D"),
    ("16", "留白用地", "#FFFFFF"),
    ("17", "陆地水域", "#9CC3DF"),
    ("18", "渔业用海", "#8FD3E8"),
    ("19", "工矿通信用海", "#6FA6C9"),
    ("20", "交通运输用海", "#9FB7C9"),
    ("21", "游憩用海", "#7FD6C8"),
    ("22", "特殊用海", "#5E8FA8"),
    ("23", "其他土地", "#D9C9B4"),
    ("24", "其他海域", "#BFE0F0"),
)


def land_use_categories(*, by_code: bool = False) -> tuple[Category, ...]:
    """用地用海 first-level classes; values are the names or, ``by_code``, the two digits. 示意."""
    return tuple(
        Category(
            value=code if by_code else name,
            label=f"{code} {name}",
            symbol=Symbol(fill=colour, fill_opacity=0.75, line="#6B6357", line_width=0.8),
        )
        for code, name, colour in _LAND_USES
    )


def control_categories() -> tuple[Category, ...]:
    """The symbol of each kind of control line, by its Chinese name. 示意."""
    return tuple(
        Category(value=zh, label=zh, symbol=symbology.control(kind))
        for kind, zh in LAYER_ZH.items()
    )


def verdict_categories(*, areas: bool = False) -> tuple[Category, ...]:
    """Mark, or fill of ``areas``, of each verdict by its Chinese name."""
    symbol = symbology.verdict_area if areas else symbology.verdict
    return tuple(
        Category(value=verdict.zh, label=verdict.zh, symbol=symbol(verdict)) for verdict in Verdict
    )


def proposed_categories(
    layer: MapLayer, tables: Tables, column: str, *, most: int = MOST_PROPOSED
) -> tuple[Category, ...]:
    """The most frequent values of a column in colours that are apart for every eye, then 其他.

    其他 is there when values are left over or some features have none.

    Raises:
        LookError: the layer has no such column.
    """
    column_of(layer, tables, column)
    values = column_values(layer, tables, column)
    counted = value_counts(values)
    most = min(most, len(QUALITATIVE))
    base = layer.classes[0].symbol if layer.classes else Symbol()
    categories = [
        Category(value=text, label=text, symbol=in_colour(base, layer.kind, QUALITATIVE[place]))
        for place, (text, _) in enumerate(counted[:most])
    ]
    if len(counted) > most or values.isna().any():
        symbol = in_colour(base, layer.kind, _OTHER_COLOUR)
        categories.append(Category(value=OTHERS, label=OTHERS_ZH, symbol=symbol))
    return tuple(categories)


def with_proposed_categories(layer: MapLayer, look: Look, tables: Tables) -> Look:
    """The look with the categories that ``proposed_categories`` finds for its column."""
    return replace(look, categories=proposed_categories(layer, tables, look.column))


def in_colour(symbol: Symbol, kind: str, colour: str) -> Symbol:
    """A layer's symbol in another colour: fill and line of areas, the fill of marks, else the line."""
    if kind == "polygon":
        opacity = symbol.fill_opacity if symbol.fill else 0.3
        return replace(symbol, fill=colour, fill_opacity=max(opacity, 0.3), line=colour)
    if kind == "point" and symbol.fill:
        return replace(symbol, fill=colour)
    return replace(symbol, line=colour, line_width=symbol.line_width or 1.6)
