"""The symbols of a look: colours of ramps, hatches for what has no number, categories, heat."""

from dataclasses import replace

from dzmap.core.layer_style import Look, Rendering
from dzmap.core.ramps import ramp_named
from dzmap.core.symbols import Hatch, Mark, Symbol
from dzmap.services import symbology
from dzmap.services.look_classes import NO_DATA, TOO_SMALL, WEIGHT
from dzmap.services.map_model import Clusters, Heat, MapLayer, SymbolClass

_GREY = "#8C96A2"
_HEAT_STEPS = 6
_GRID_OPACITY = 0.8
_SIZE_OPACITY = 0.78


def dressed(sorted_layer: MapLayer, look: Look, before: MapLayer) -> MapLayer:
    """The layer of ``with_classes`` with its symbols.

    Args:
        sorted_layer: features sorted into classes under the same look.
        look: what the user chose.
        before: the layer as it was without the look; its first symbol serves where none is chosen.
    """
    first = before.classes[0].symbol if before.classes else Symbol()
    base = look.symbol or first
    if look.rendering is Rendering.CATEGORISED:
        # Labels are taken from here, too: sorting does not depend on them.
        classes = tuple(
            replace(entry, label=chosen.label, symbol=chosen.symbol)
            for entry, chosen in zip(sorted_layer.classes, look.categories, strict=True)
        )
        return replace(sorted_layer, classes=classes)
    if look.rendering in (Rendering.GRADUATED, Rendering.GRID):
        return replace(sorted_layer, classes=_ramped(sorted_layer, look))
    if look.rendering is Rendering.PROPORTIONAL:
        return replace(sorted_layer, classes=_sized(sorted_layer, look.symbol))
    if look.rendering is Rendering.HEAT:
        weight = WEIGHT if WEIGHT in sorted_layer.features.columns else ""
        colours = ramp_named(look.ramp).colours(_HEAT_STEPS, turned=look.reversed_ramp)
        heat = Heat(radius=look.radius, ramp=colours, weight_column=weight)
        return replace(
            sorted_layer,
            heat=heat,
            classes=_alike(sorted_layer, Symbol(fill=colours[-1], size=10.0)),
        )
    if look.rendering is Rendering.CLUSTERS:
        clustered = replace(sorted_layer, clusters=Clusters(radius=look.radius))
        return (
            clustered
            if look.symbol is None
            else replace(
                clustered, classes=tuple(replace(one, symbol=base) for one in clustered.classes)
            )
        )
    return replace(sorted_layer, classes=_alike(sorted_layer, base))


def _alike(layer: MapLayer, symbol: Symbol) -> tuple[SymbolClass, ...]:
    return tuple(replace(entry, symbol=symbol) for entry in layer.classes)


def _ramped(layer: MapLayer, look: Look) -> tuple[SymbolClass, ...]:
    count = sum(entry.value not in (NO_DATA, TOO_SMALL) for entry in layer.classes)
    colours = ramp_named(look.ramp).colours(count, turned=look.reversed_ramp)
    base = look.symbol or _plain(layer.kind)
    if look.rendering is Rendering.GRID:
        base = replace(base, fill_opacity=_GRID_OPACITY, line_width=0.6)
    return tuple(
        replace(entry, symbol=_unknown(layer.kind, entry.value))
        if entry.value in (NO_DATA, TOO_SMALL)
        else replace(entry, symbol=_coloured(layer.kind, base, colours[int(entry.value)]))
        for entry in layer.classes
    )


def _sized(layer: MapLayer, chosen: Symbol | None) -> tuple[SymbolClass, ...]:
    base = chosen or Symbol(
        fill=ramp_named("amount").stops[3],
        fill_opacity=_SIZE_OPACITY,
        line="#FFFFFF",
        line_width=0.8,
    )
    return tuple(
        replace(
            entry,
            symbol=_unknown("point", entry.value)
            if entry.value == NO_DATA
            else replace(base, size=entry.symbol.size),
        )
        for entry in layer.classes
    )


def _plain(kind: str) -> Symbol:
    """What a class of numbers looks like where the user chose no symbol."""
    if kind == "polygon":
        return symbology.choropleth("#000000")
    if kind == "line":
        return Symbol(line="#000000", line_width=2.4)
    return Symbol(fill="#000000", line="#FFFFFF", line_width=0.6, size=6.0)


def _coloured(kind: str, base: Symbol, colour: str) -> Symbol:
    if kind == "line" or not base.fill:
        return replace(base, line=colour)
    return replace(base, fill=colour)


def _unknown(kind: str, value: str) -> Symbol:
    """Hatched, hollow or dashed: never a colour of the ramp."""
    if kind == "polygon":
        hatch = Hatch.DIAGONAL if value == NO_DATA else Hatch.CROSS
        return replace(symbology.no_data(), hatch=hatch)
    if kind == "line":
        return Symbol(line=_GREY, line_width=1.4, dash=(3, 3))
    mark = Mark.RING if value == NO_DATA else Mark.SQUARE_HOLLOW
    return Symbol(line=_GREY, line_width=1.2, mark=mark, size=5.0)
