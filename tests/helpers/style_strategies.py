"""Layer styles of every kind, for properties."""

import math

from hypothesis import strategies as st

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.core.layer_style import (
    Category,
    Labelling,
    LayerStyle,
    LayerTree,
    Look,
    Method,
    Per,
    Rendering,
    Statistic,
)
from dzmap.core.symbols import Hatch, Mark, Symbol

texts = st.text(max_size=8)
names = st.text(min_size=1, max_size=8)
numbers = st.floats(allow_nan=False)
colours = st.integers(0, 0xFFFFFF).map(lambda rgb: f"#{rgb:06X}")
flags = st.booleans()

symbols = st.builds(
    Symbol,
    fill=colours | st.just(""),
    fill_opacity=st.floats(0, 1),
    line=colours,
    line_width=st.floats(0, 20),
    dash=st.lists(st.floats(0.5, 20), max_size=4).map(tuple),
    hatch=st.sampled_from(Hatch),
    hatch_color=colours,
    mark=st.sampled_from(Mark),
    size=st.floats(1, 40),
)
rows = st.builds(FilterRow, texts, st.sampled_from(Comparison), texts)
filters = st.builds(AttributeFilter, st.lists(rows, max_size=3).map(tuple), flags)
looks = st.builds(
    Look,
    rendering=st.sampled_from(Rendering),
    symbol=st.none() | symbols,
    column=texts,
    categories=st.lists(st.builds(Category, texts, texts, symbols), max_size=3).map(tuple),
    method=st.sampled_from(Method),
    class_count=st.integers(1, 9),
    breaks=st.lists(numbers, max_size=4).map(tuple),
    ramp=texts,
    reversed_ramp=flags,
    per=st.sampled_from(Per),
    least_basis=st.floats(0, 1e6),
    cell_m=st.floats(50, 50_000),
    hexagons=flags,
    statistic=st.sampled_from(Statistic),
)
labellings = st.builds(
    Labelling,
    shown=flags,
    column=texts,
    size_pt=st.floats(4, 40),
    color=colours,
    halo=flags,
    coarsest=st.just(math.inf) | st.floats(1, 1e7),
    rule=st.none() | filters,
)
layer_styles = st.builds(
    LayerStyle,
    id=names,
    title=texts,
    group=texts,
    opacity=st.none() | st.floats(0, 1),
    coarsest=st.none() | st.just(math.inf) | st.floats(1, 1e7),
    finest=st.none() | st.floats(0, 1e7),
    filter=st.none() | filters,
    look=st.none() | looks,
    labelling=st.none() | labellings,
)
layer_trees = st.builds(
    LayerTree,
    order=st.lists(names, max_size=4).map(tuple),
    groups=st.lists(texts, max_size=3).map(tuple),
    removed=st.lists(names, max_size=3).map(tuple),
)
