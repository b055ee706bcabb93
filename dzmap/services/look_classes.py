"""Which class each feature of a layer belongs to under a look; colours are added afterwards.

Classes that are no range of numbers have a value of their own: ``NO_DATA``, ``TOO_SMALL``.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from dzmap.core.classification import classify
from dzmap.core.crs import Floats
from dzmap.core.layer_style import Look, Method, Per, Rendering, Statistic
from dzmap.core.point_grid import CellSums, sum_in_cells
from dzmap.core.symbols import Symbol
from dzmap.services.class_labels import decimals_of, number_text, range_labels
from dzmap.services.feature_places import places_of
from dzmap.services.map_model import MapLayer, SymbolClass
from dzmap.services.ports import Tables
from dzmap.services.style_columns import (
    AREA,
    COUNT_UNITS,
    LookError,
    StyleColumn,
    column_of,
    column_values,
    numbers_of,
)

NO_DATA, TOO_SMALL = "none", "small"
OTHERS = ""
VALUE, SIZE, WEIGHT = "look_value", "look_size", "look_weight"
MOST_CATEGORIES = 200
MOST_CELLS = 100_000
_SMALLEST_SIZE = 2.0  # pixels: what is there stays visible
_LISTED = 10  # names of what is too small
_PER = {Per.MU: ("每亩", "亩"), Per.HECTARE: ("每公顷", "公顷"), Per.ENTERPRISE: ("每家", "家")}


def with_classes(layer: MapLayer, look: Look, tables: Tables) -> tuple[MapLayer, tuple[str, ...]]:
    """The layer with its features sorted into classes whose symbols are still empty, and notes.

    Depends on nothing of the look but its data (see ``data_part``).

    Raises:
        LookError: the look does not fit the layer.
    """
    return _SORTERS[look.rendering](layer, look, tables)


def data_part(look: Look) -> Look:
    """The look without what is only colour: looks with the same data part give the same classes."""
    bare = tuple(replace(entry, label="", symbol=Symbol()) for entry in look.categories)
    return replace(look, symbol=None, ramp="", reversed_ramp=False, radius=0.0, categories=bare)


def value_counts(values: "pd.Series") -> tuple[tuple[str, int], ...]:
    """The different values of a column as texts with how often each is there, most frequent first."""
    codes, texts = _texts(values)
    counts = np.bincount(codes[codes >= 0], minlength=len(texts))
    order = sorted(range(len(texts)), key=lambda position: (-counts[position], texts[position]))
    return tuple((texts[position], int(counts[position])) for position in order)


def _single(layer: MapLayer, look: Look, tables: Tables) -> tuple[MapLayer, tuple[str, ...]]:
    """All features alike; heat takes its weights along."""
    features = layer.features
    if "class" in features.columns:
        features = features.drop(columns="class")
    if look.rendering is Rendering.HEAT and look.column:
        weights = np.nan_to_num(numbers_of(layer, tables, look.column), nan=0.0)
        features = features.assign(**{WEIGHT: np.maximum(weights, 0.0)})
    label = f"{layer.title}（密度）" if look.rendering is Rendering.HEAT else layer.title
    entry = SymbolClass(value="", label=label, symbol=Symbol(), count=len(features))
    kind = layer.kind if look.rendering is Rendering.SINGLE else "point"
    return replace(layer, features=features, classes=(entry,), kind=kind, legend_title=""), ()


def _clustered(layer: MapLayer, look: Look, tables: Tables) -> tuple[MapLayer, tuple[str, ...]]:
    del look, tables
    return replace(layer, kind="point"), ()


def _categorised(layer: MapLayer, look: Look, tables: Tables) -> tuple[MapLayer, tuple[str, ...]]:
    column = column_of(layer, tables, look.column)
    codes, texts = _texts(column_values(layer, tables, look.column))
    wanted = {entry.value: place for place, entry in enumerate(look.categories)}
    if len(wanted) > MOST_CATEGORIES:
        raise LookError(f"类别有 {len(wanted)} 个，最多 {MOST_CATEGORIES} 个")
    others = wanted.get(OTHERS, -1)
    table = np.array([*(wanted.get(text, others) for text in texts), others], dtype=np.int16)
    places = table[codes]  # a missing value has code −1, which is the last entry
    counts = np.bincount(places[places >= 0], minlength=len(look.categories))
    classes = tuple(
        SymbolClass(value=entry.value, label=entry.label, symbol=Symbol(), count=int(count))
        for entry, count in zip(look.categories, counts, strict=True)
    )
    features = layer.features.assign(
        **{"class": _classed(places, [entry.value for entry in look.categories])}
    )
    title = f"{layer.title}：{column.zh}"
    return replace(layer, features=features, classes=classes, legend_title=title), ()


def _graduated(layer: MapLayer, look: Look, tables: Tables) -> tuple[MapLayer, tuple[str, ...]]:
    column = column_of(layer, tables, look.column)
    values = numbers_of(layer, tables, look.column)
    zh, unit = column.zh, column.unit
    small = np.zeros(len(values), dtype=np.bool_)
    if look.per is not Per.NOTHING:
        word, basis_unit = _PER[look.per]
        basis = _basis(layer, look.per, tables)
        small = (basis < look.least_basis) | (basis <= 0)
        values = np.where(small, np.nan, values / np.where(basis > 0, basis, np.nan))
        zh, unit = f"{word}{zh}", f"{unit}/{basis_unit}"
    elif column.within and unit == "万元":
        values, unit = values * 1e-4, "亿元"
    features, classes = _in_classes(layer.features, values, look, unit, small)
    caption = f"{zh}（{unit}）" if unit else zh
    graduated = replace(
        layer,
        features=features,
        classes=classes,
        legend_title=f"{layer.title}：{caption}",
        tooltip=(*layer.tooltip, (VALUE, caption)),
    )
    return graduated, _named_small(layer, small, look)


def _in_classes(
    features: gpd.GeoDataFrame,
    values: Floats,
    look: Look,
    unit: str,
    small: npt.NDArray[np.bool_],
) -> tuple[gpd.GeoDataFrame, tuple[SymbolClass, ...]]:
    found = classify(values, look.method, look.class_count, look.breaks)
    labels = range_labels(found, unit, given=look.method is Method.MANUAL)
    size = len(found.upper)
    entries = [
        SymbolClass(value=str(place), label=label, symbol=Symbol(), count=count)
        for place, (label, count) in enumerate(zip(labels, found.counts(), strict=True))
    ]
    entries.reverse()
    codes = found.codes.copy()
    missing = (codes < 0) & ~small
    codes[small], codes[missing] = size, size + 1
    for value, label, rows in ((TOO_SMALL, "基数过小", small), (NO_DATA, "无数据", missing)):
        if rows.any():
            count = int(rows.sum())
            entries.append(SymbolClass(value=value, label=label, symbol=Symbol(), count=count))
    names = [*map(str, range(size)), TOO_SMALL, NO_DATA]
    classed = features.assign(**{"class": _classed(codes, names), VALUE: values})
    return classed, tuple(entries)


def _basis(layer: MapLayer, per: Per, tables: Tables) -> Floats:
    """What a figure is divided by: the area of polygons, the land of enterprises and projects."""
    if per is Per.ENTERPRISE:
        if layer.kind != "polygon":
            raise LookError("只有面图层能按每家企业计算")
        return numbers_of(layer, tables, "within.enterprises")
    land = {"enterprises": "enterprise_years.land_mu", "projects": "land_mu"}
    name = AREA if layer.kind == "polygon" else land.get(layer.table, "")
    if not name:
        raise LookError(f"“{layer.title}”没有面积，不能按{_PER[per][0]}计算")
    mu = numbers_of(layer, tables, name)
    return mu if per is Per.MU else mu / 15


def _named_small(layer: MapLayer, small: npt.NDArray[np.bool_], look: Look) -> tuple[str, ...]:
    count = int(small.sum())
    if not count:
        return ()
    unit = _PER[look.per][1]
    names = layer.features["name"][small].dropna().astype("str").tolist()
    listed = "、".join(names[:_LISTED]) + (f" 等 {count} 个" if count > _LISTED else "")
    least = number_text(look.least_basis, decimals_of(unit, whole=look.least_basis % 1 == 0))
    return (f"{layer.title}基数过小（不足 {least} {unit}），不着色：{listed}。",)


def _proportional(layer: MapLayer, look: Look, tables: Tables) -> tuple[MapLayer, tuple[str, ...]]:
    column = column_of(layer, tables, look.column)
    values = np.abs(numbers_of(layer, tables, look.column))
    known = np.isfinite(values)
    largest = float(values[known].max()) if known.any() else 0.0
    scale = look.largest_size / np.sqrt(largest) if largest > 0 else 0.0
    sizes = np.where(known, np.maximum(np.sqrt(values) * scale, _SMALLEST_SIZE), 5.0)
    caption = f"{column.zh}（{column.unit}）" if column.unit else column.zh
    classes = _size_classes(values[known], scale, column)
    if not known.all():
        count = int((~known).sum())
        classes.append(SymbolClass(value=NO_DATA, label="无数据", symbol=Symbol(), count=count))
    codes = np.where(known, 0, 1).astype(np.int16)
    sized = replace(
        layer,
        kind="point",
        features=layer.features.assign(
            **{"class": _classed(codes, ["0", NO_DATA]), SIZE: sizes, VALUE: values}
        ),
        classes=tuple(classes),
        size_column=SIZE,
        legend_title=f"{layer.title}：{caption}",
        tooltip=(*layer.tooltip, (VALUE, caption)),
    )
    return sized, ()


def _size_classes(values: Floats, scale: float, column: StyleColumn) -> list[SymbolClass]:
    """Round numbers near the largest, middle and smallest one in the size they are drawn in.

    Only the first class draws features; the others explain.
    """
    positive = values[values > 0]
    if not len(positive):
        return []
    ends = (positive.max(), np.median(positive), positive.min())
    marks = sorted({_round_below(float(end)) for end in ends}, reverse=True)
    decimals = decimals_of(column.unit, whole=all(mark.is_integer() for mark in marks))
    lower, upper = (*marks[:-1], 0.0), (np.inf, *marks[:-1])
    return [
        SymbolClass(
            value=str(place),
            label=number_text(mark, decimals),
            symbol=Symbol(size=max(float(np.sqrt(mark)) * scale, _SMALLEST_SIZE)),
            count=int(((values >= low) & (values < high)).sum()),
        )
        for place, (mark, low, high) in enumerate(zip(marks, lower, upper, strict=True))
    ]


def _round_below(number: float) -> float:
    """The largest 1, 2 or 5 times a power of ten that is not above ``number``."""
    if number <= 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(number))
    return float(next((part * power for part in (5, 2) if part * power <= number), power))


def _grid(layer: MapLayer, look: Look, tables: Tables) -> tuple[MapLayer, tuple[str, ...]]:
    if layer.kind != "point":
        raise LookError("只有点图层能汇总到格网")
    if not look.cell_m > 0:
        raise LookError("格网边长要大于 0 米")
    if look.statistic is not Statistic.COUNT and not look.column:
        raise LookError("还没有选要汇总的列")
    column = column_of(layer, tables, look.column) if look.column else None
    values = numbers_of(layer, tables, look.column) if look.column else None
    x, y = places_of(layer.features)
    cells = sum_in_cells(x, y, values, cell_m=look.cell_m, hexagons=look.hexagons)
    if len(cells.count) > MOST_CELLS:
        raise LookError(
            f"格网太细，会有 {len(cells.count):,} 个格子；把边长加大，不超过 {MOST_CELLS:,} 个"
        )
    return _cell_layer(layer, look, cells, column), ()


def _cell_layer(
    layer: MapLayer, look: Look, cells: CellSums, column: StyleColumn | None
) -> MapLayer:
    """A layer of cells in the place of the points that they sum up."""
    # Sums of money are told in 亿元, as all that is about more than one enterprise or project.
    scale, unit = 1.0, "" if column is None else column.unit
    if unit == "万元":
        scale, sum_unit = 1e-4, "亿元"
    else:
        sum_unit = unit
    word = COUNT_UNITS.get(layer.table, "个")
    captions = {"count": f"数量（{word}）"}
    if column is not None:
        captions["total"] = f"{column.zh}合计" + (f"（{sum_unit}）" if sum_unit else "")
        captions["mean"] = f"{column.zh}均值" + (f"（{unit}）" if unit else "")
    shown, shown_unit = {
        Statistic.COUNT: ("count", word),
        Statistic.SUM: ("total", sum_unit),
        Statistic.MEAN: ("mean", unit),
    }[look.statistic]
    frame = gpd.GeoDataFrame(
        {
            "id": [f"{a}:{b}" for a, b in zip(cells.column, cells.row, strict=True)],
            "name": "",
            "count": cells.count,
            "total": np.where(cells.known > 0, cells.total * scale, np.nan),
            "mean": cells.mean,
        },
        geometry=cells.shapes(),
        crs="EPSG:4490",
    )
    numbers = frame[shown].to_numpy(dtype=np.float64)
    none_small = np.zeros(len(frame), dtype=np.bool_)
    features, classes = _in_classes(frame, numbers, look, shown_unit, none_small)
    return replace(
        layer,
        kind="polygon",
        features=features.drop(columns=VALUE),
        classes=classes,
        table="",
        label=None,
        legend_title=f"{layer.title}：{captions[shown]}",
        tooltip=tuple(captions.items()),
    )


def _texts(values: "pd.Series") -> tuple[npt.NDArray[np.intp], list[str]]:
    """Codes into the different values as texts; −1 where there is none."""
    codes, different = pd.factorize(values)
    return codes, [_text(value) for value in different]


def _text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "是" if value else "否"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _classed(codes: npt.NDArray[np.int16], names: list[str]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(codes, categories=pd.Index(names))


_Sorter = Callable[[MapLayer, Look, Tables], tuple[MapLayer, tuple[str, ...]]]
_SORTERS: Mapping[Rendering, _Sorter] = {
    Rendering.SINGLE: _single,
    Rendering.CATEGORISED: _categorised,
    Rendering.GRADUATED: _graduated,
    Rendering.PROPORTIONAL: _proportional,
    Rendering.HEAT: _single,
    Rendering.CLUSTERS: _clustered,
    Rendering.GRID: _grid,
}
