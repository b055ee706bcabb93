"""The tree of layers as the user arranges it: order, groups, names, what is taken off the map.

Everything is an edit of the project that undo takes back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dzmap.core.layer_style import LayerTree
from dzmap.ui.page import Desk

if TYPE_CHECKING:
    from dzmap.services.session import Session


class LayerArrangement:
    """Changes the tree of the open project; nothing happens without one."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def tree(self) -> LayerTree:
        """The order and the groups as they are kept."""
        session = self._desk.document.session
        return LayerTree() if session is None else session.layer_tree()

    def order(self, ids: Sequence[str]) -> None:
        """Draw the layers of the map in this order, bottom first; others keep their place."""
        kept = self.tree
        self._keep(replace(kept, order=_merged(kept.order, ids)), "调整图层顺序")

    def rename(self, layer_id: str, title: str) -> None:
        """Give a layer another name; "" gives it its own back."""
        style = self._desk.styles.of(layer_id)
        self._desk.styles.choose(
            replace(style, title=title), f"图层改名：{title or '恢复自带的名称'}"
        )

    def put_into(self, layer_id: str, group: str) -> None:
        """Show a layer in another group."""
        style = self._desk.styles.of(layer_id)
        self._desk.styles.choose(replace(style, group=group), f"移到图层组：{group}")

    def add_group(self, name: str, shown: Sequence[str], members: Iterable[str] = ()) -> None:
        """Put a group on top of the groups that are shown, in one edit with its members."""
        groups = [name, *(group for group in shown if group != name)]
        self._regroup(name, groups, members, f"新建图层组：{name}")

    def order_groups(self, names: Sequence[str], title: str = "调整图层组顺序") -> None:
        """Show the groups in this order, top first."""
        self._keep(replace(self.tree, groups=tuple(names)), title)

    def rename_group(
        self, former: str, name: str, members: Iterable[str], groups: Sequence[str]
    ) -> None:
        """Give a group another name, in one edit with its members; ``groups`` are all, top first."""
        self._regroup(name, groups, members, f"图层组改名：{former} → {name}")

    def drop_group(self, name: str) -> None:
        """Take an empty group away."""
        kept = self.tree
        groups = tuple(group for group in kept.groups if group != name)
        self._keep(replace(kept, groups=groups), f"删除图层组：{name}")

    def remove(self, layer_id: str, title: str) -> None:
        """Take a layer off the map; its data stays in the file."""
        kept = self.tree
        removed = tuple(dict.fromkeys((*kept.removed, layer_id)))
        self._keep(replace(kept, removed=removed), f"从地图移除：{title}")

    def restore(self, ids: Iterable[str]) -> None:
        """Bring layers back to where they were."""
        wanted, kept = set(ids), self.tree
        removed = tuple(name for name in kept.removed if name not in wanted)
        self._keep(replace(kept, removed=removed), "恢复图层")

    def _regroup(
        self, name: str, groups: Sequence[str], members: Iterable[str], title: str
    ) -> None:
        from dzmap.services.style_files import take_styles

        styles = [replace(self._desk.styles.of(member), group=name) for member in members]
        tree = replace(self.tree, groups=tuple(groups))
        self._desk.styles.edit(lambda session: take_styles(session, styles, tree, title=title))

    def _keep(self, tree: LayerTree, title: str) -> None:
        from dzmap.services.styling import set_tree

        if tree != self.tree:
            self._desk.styles.edit(lambda session: set_tree(session, tree, title=title))


def removed_layers(session: "Session") -> list[tuple[str, str]]:
    """Id and name of each layer that was taken off the map, topmost first; reads the layers."""
    from dzmap.services.overlay import overlay_model

    gone = set(session.layer_tree().removed)
    titles = {style.id: style.title for style in session.layer_styles()}
    return [
        (layer.id, titles.get(layer.id) or layer.title)
        for layer in reversed(overlay_model(session).layers)
        if layer.id in gone
    ]


def _merged(former: Sequence[str], ids: Sequence[str]) -> tuple[str, ...]:
    """``ids`` in their order, with what only ``former`` names behind its neighbour there."""
    merged = list(ids)
    before = ""
    for name in former:
        if name not in merged:
            merged.insert(merged.index(before) + 1 if before else 0, name)
        before = name
    return tuple(merged)
