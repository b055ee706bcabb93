"""The layer tree and the drawing order are one: what stands higher in the tree is drawn over the rest.

Groups lie over each other as whole blocks, and within a group its layers do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dzmap.core.layer_style import LayerTree
from dzmap.services.map_model import MapLayer, MapModel

BROWSED, POINTS, ZONES = "层级浏览", "企业与项目", "开发区与园区"
CONTROLS, THEMES, BASE = "管控线", "专题图", "底图"
GROUPS = (BROWSED, POINTS, ZONES, CONTROLS, THEMES, BASE)
"""The built-in groups of the layer tree in their order from top to bottom."""


def group_order(tree: LayerTree, layers: Sequence[MapLayer]) -> list[str]:
    """Every group that the tree, the program or a layer names, top first.

    A built-in group that the tree does not name stays below its upper neighbour; a group that
    nothing but a layer names comes on top.
    """
    order = completed(tree.groups, GROUPS)
    named = dict.fromkeys(layer.group for layer in reversed(layers))
    return [*(group for group in named if group not in order), *order]


def in_tree_order(layers: Sequence[MapLayer], tree: LayerTree) -> tuple[MapLayer, ...]:
    """The layers in the order in which they are drawn, bottom first.

    Within its group, a layer that the tree does not name stays above its lower neighbour.
    """
    by_id = {layer.id: layer for layer in layers}
    known = completed((name for name in tree.order if name in by_id), by_id)
    rank = {group: -place for place, group in enumerate(group_order(tree, layers))}
    return tuple(sorted((by_id[name] for name in known), key=lambda layer: rank[layer.group]))


def with_layers(model: MapModel, *own: MapLayer) -> MapModel:
    """The map with more layers, each on top of its group."""
    layers = in_tree_order((*model.layers, *own), LayerTree(groups=model.groups))
    return replace(model, layers=layers)


def completed(names: Iterable[str], every: Iterable[str]) -> list[str]:
    """``names``, each once, with what only ``every`` has put behind its neighbour there."""
    merged = list(dict.fromkeys(names))
    known = set(merged)
    before = ""
    for name in every:
        if name not in known:
            merged.insert(merged.index(before) + 1 if before else 0, name)
        before = name
    return merged
