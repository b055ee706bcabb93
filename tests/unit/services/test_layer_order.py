"""What stands higher in the layer tree is drawn over what stands lower."""

from dataclasses import replace

import pytest

from dzmap.core.layer_style import LayerTree
from dzmap.services.layer_order import (
    BASE,
    BROWSED,
    CONTROLS,
    GROUPS,
    POINTS,
    THEMES,
    ZONES,
    group_order,
    in_tree_order,
    with_layers,
)
from dzmap.services.map_model import MapLayer, MapModel
from tests.helpers.map_models import EXTENT, frame, layer

LAYERS = tuple(
    layer("point", frame([]), id=name, group=group)
    for name, group in (
        ("counties", BASE),
        ("zones", ZONES),
        ("parks", ZONES),
        ("enterprises", POINTS),
        ("redline", CONTROLS),
    )
)


def _drawn(tree: LayerTree, layers: tuple[MapLayer, ...] = LAYERS) -> list[str]:
    return [one.id for one in in_tree_order(layers, tree)]


def test_that_groups_lie_over_each_other_as_they_stand_in_the_tree() -> None:
    assert _drawn(LayerTree()) == ["counties", "redline", "zones", "parks", "enterprises"]
    down = LayerTree(groups=(ZONES, CONTROLS, BASE, POINTS))
    assert _drawn(down) == ["enterprises", "counties", "redline", "zones", "parks"]


def test_that_the_order_of_layers_counts_within_their_group() -> None:
    mixed = LayerTree(order=("parks", "gone", "enterprises", "zones", "parks"))
    assert _drawn(mixed) == ["counties", "redline", "parks", "zones", "enterprises"]
    unnamed = LayerTree(order=("enterprises", "zones"))
    assert _drawn(unnamed)[2:4] == ["zones", "parks"]


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ((), list(GROUPS)),
        ((BASE, POINTS), [BROWSED, BASE, POINTS, ZONES, CONTROLS, THEMES]),
        (("重点", POINTS), [BROWSED, "重点", POINTS, ZONES, CONTROLS, THEMES, BASE]),
    ],
)
def test_that_built_in_groups_stay_below_their_neighbour(
    kept: tuple[str, ...], shown: list[str]
) -> None:
    assert group_order(LayerTree(groups=kept), ()) == shown


def test_that_a_group_that_only_a_layer_names_is_on_top() -> None:
    own = replace(LAYERS[0], group="外来")
    assert _drawn(LayerTree(), (own, *LAYERS[1:]))[-1] == "counties"


def test_that_a_result_lies_on_top_of_its_group() -> None:
    model = MapModel(layers=in_tree_order(LAYERS, LayerTree()), extent=EXTENT)
    veil, theme = (replace(LAYERS[0], id=name, group=name) for name in (BROWSED, THEMES))
    ids = [one.id for one in with_layers(model, veil, theme).layers]
    assert (ids.index(THEMES), ids[-1]) == (1, BROWSED)
    moved = replace(model, groups=(ZONES, THEMES, POINTS))
    ids = [one.id for one in with_layers(moved, theme).layers]
    assert ids[-4:] == [THEMES, "redline", "zones", "parks"]
