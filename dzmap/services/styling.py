"""Layers as the user chose them: the choices are edits of the project, and change the built-in map."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from dzmap.core.attribute_filter import AttributeFilter, FilterError
from dzmap.core.changes import LAYER_STYLE_TABLE, ChangeSet, TableChange, record_rows
from dzmap.core.layer_style import Labelling, LayerStyle, LayerTree, Look, Rendering
from dzmap.core.problems import KnownError
from dzmap.services import overlay
from dzmap.services.layer_order import in_tree_order
from dzmap.services.look_classes import data_part, with_classes
from dzmap.services.look_symbols import dressed
from dzmap.services.map_model import Label, MapLayer, MapModel, SymbolClass
from dzmap.services.ports import Tables
from dzmap.services.session import Session
from dzmap.services.style_columns import LookError, column_values
from dzmap.services.style_presets import with_proposed_categories

LABEL, LABELLED = "look_label", "look_labelled"
_MOST_IMPORTANT = 95  # a label that the user asked for wins against built-in ones


def set_style(session: Session, style: LayerStyle, *, title: str = "修改图层样式") -> ChangeSet:
    """Make this the style of the layer it names; one that chooses nothing is taken out.

    Raises:
        KnownError: the recovery journal cannot be written; nothing is done.
    """
    return set_styles(session, (style,), title=title)


def set_styles(
    session: Session, styles: Iterable[LayerStyle], *, title: str = "修改图层样式"
) -> ChangeSet:
    """Like ``set_style`` for several layers at once, such as pasting onto a group: one edit."""
    wanted = {style.id: style for style in styles}
    former = [style for style in session.layer_styles() if style.id in wanted]
    chosen = [style for style in wanted.values() if style != LayerStyle(id=style.id)]
    return session.edit(title, _change(former, chosen))


def set_tree(session: Session, tree: LayerTree, *, title: str = "调整图层顺序") -> ChangeSet:
    """Make this the order of layers and groups.

    Raises:
        KnownError: the recovery journal cannot be written; nothing is done.
    """
    former = session.layer_tree()
    return session.edit(
        title,
        _change([] if former == LayerTree() else [former], [] if tree == LayerTree() else [tree]),
    )


def _change(
    before: Iterable[LayerStyle | LayerTree], after: Iterable[LayerStyle | LayerTree]
) -> TableChange:
    return TableChange(
        LAYER_STYLE_TABLE,
        record_rows(LAYER_STYLE_TABLE, before),
        record_rows(LAYER_STYLE_TABLE, after),
    )


def styled(
    model: MapModel, tables: Tables, styles: Sequence[LayerStyle], tree: LayerTree
) -> MapModel:
    """The built-in map as the user chose it; for one picture (see ``Stylist`` for a window)."""
    return Stylist().styled(model, tables, styles, tree)


class StyledProject(Tables, Protocol):
    """Tables with the styles that were chosen for their layers; a ``Session`` is one."""

    def layer_styles(self) -> tuple[LayerStyle, ...]:
        """What the user chose for single layers."""

    def layer_tree(self) -> LayerTree:
        """The order of layers and groups."""


def as_chosen(
    model: MapModel,
    project: StyledProject,
    *,
    complete: bool = False,
    draft: LayerStyle | None = None,
    stylist: "Stylist | None" = None,
) -> MapModel:
    """The built-in map of a project with the styles and order that the project keeps.

    When these cannot be read, the map is the built-in one and says so in its notes.

    Args:
        model: the map of ``services.overlay``.
        project: whose styles count.
        complete: leave nothing out, neither by filter, scale or removal, nor what is summed up in a
            grid: for documents that must show all that was found, such as 判定书.
        draft: a style that is tried out, in place of the one that is kept for its layer.
        stylist: one that is used again and again; else the work is done for this picture only.
    """
    try:
        styles, tree = project.layer_styles(), project.layer_tree()
    except KnownError as error:  # a look damaged outside must not keep anyone from the map
        return replace(model, notes=(*model.notes, f"{error.what}，图层按默认样式显示。"))
    if draft is not None:
        styles = (*(style for style in styles if style.id != draft.id), draft)
    if complete:
        styles, tree = tuple(map(_complete, styles)), replace(tree, removed=())
    return (stylist or Stylist()).styled(model, project, styles, tree)


class WholeProject(StyledProject, overlay.Project, Protocol):
    """Everything that its map is made of; a ``Session`` is one."""


def chosen_map(project: WholeProject, *, complete: bool = False) -> MapModel:
    """The map of a project as the user chose it; ``complete`` as in ``as_chosen``."""
    return as_chosen(overlay.overlay_model(project), project, complete=complete)


def _complete(style: LayerStyle) -> LayerStyle:
    gathered = (Rendering.GRID, Rendering.HEAT, Rendering.CLUSTERS)
    look = None if style.look is not None and style.look.rendering in gathered else style.look
    return replace(style, opacity=None, coarsest=None, finest=None, filter=None, look=look)


class Stylist:
    """Applies styles again and again, such as after each click in a dialog.

    What only changes colours leaves ``MapLayer.features`` the same object, so that nothing has to be
    sorted, packed or sent again. Not for several threads at once.
    """

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def styled(
        self, model: MapModel, tables: Tables, styles: Sequence[LayerStyle], tree: LayerTree
    ) -> MapModel:
        """The map with titles, groups, filters, looks, labels, scales and order of the user's.

        A choice that does not fit the data (a column is gone, say) is left out; the layer then says
        so in its tags, and the map in its notes.

        Args:
            model: the built-in map of ``services.overlay``, with or without thematic layers.
            tables: the project whose rows the layers show.
            styles: at most one per layer; those of layers that are not there do nothing.
            tree: the order of layers and groups; see ``services.layer_order``.
        """
        chosen = {style.id: style for style in styles}
        layers, notes = [], list(model.notes)
        for layer in model.layers:
            if layer.id in tree.removed:
                continue
            style = chosen.get(layer.id)
            if style is None:
                layers.append(layer)
                continue
            made, said = self._styled_layer(layer, style, tables)
            layers.append(made)
            notes += said
        ordered = in_tree_order(layers, tree)
        notes_once = tuple(dict.fromkeys(notes))
        return replace(model, layers=ordered, groups=tree.groups, notes=notes_once)

    def _styled_layer(
        self, layer: MapLayer, style: LayerStyle, tables: Tables
    ) -> tuple[MapLayer, tuple[str, ...]]:
        named = replace(
            layer,
            title=style.title or layer.title,
            group=style.group or layer.group,
            opacity=layer.opacity if style.opacity is None else style.opacity,
            coarsest=layer.coarsest if style.coarsest is None else style.coarsest,
            finest=layer.finest if style.finest is None else style.finest,
        )
        look = style.look
        if look is not None and look.rendering is Rendering.CATEGORISED and not look.categories:
            look = _proposed(named, look, tables)
        data = (
            named.title,
            style.filter,
            None if look is None else data_part(look),
            style.labelling,
        )
        kept = self._kept.get(layer.id)
        if kept is None or not kept.holds(layer, data, tables):
            kept = _sort(layer, named, style, look, tables, data)
            self._kept[layer.id] = kept
        made = kept.made(named)
        if look is not None and kept.look_fits:
            made = dressed(made, look, named)
        return made, kept.notes


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A layer sorted into classes, and everything that this rests on."""

    source: MapLayer
    data: tuple[object, ...]
    used: Mapping[str, pd.DataFrame]
    result: MapLayer
    notes: tuple[str, ...]
    look_fits: bool

    def holds(self, layer: MapLayer, data: tuple[object, ...], tables: Tables) -> bool:
        """Whether sorting again would give the same."""
        return (
            self.source.features is layer.features
            and self.source.classes == layer.classes
            and self.data == data
            and all(tables.table(name) is frame for name, frame in self.used.items())
        )

    def made(self, named: MapLayer) -> MapLayer:
        """The sorted layer with the fields that need no sorting as they are wanted now."""
        return replace(
            self.result,
            group=named.group,
            opacity=named.opacity,
            coarsest=named.coarsest,
            finest=named.finest,
            visible=named.visible,
        )


class _Watched:
    """Tables that remember which of them were read."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.read: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a table."""
        self.read[name] = self._tables.table(name)
        return self.read[name]


def _sort(
    layer: MapLayer,
    named: MapLayer,
    style: LayerStyle,
    look: Look | None,
    tables: Tables,
    data: tuple[object, ...],
) -> _Kept:
    watched = _Watched(tables)
    made, fits = named, True
    notes: list[str] = []
    if style.filter is not None and style.filter.rows:
        try:
            made = _filtered(made, style.filter, watched)
        except (FilterError, LookError) as error:
            made, notes = _unfit(made, "筛选", error, notes)
    if style.labelling is not None:
        try:
            made = _labelled(made, style.labelling, watched)
        except (FilterError, LookError) as error:
            made, notes = _unfit(made, "标注", error, notes)
    if look is not None:
        try:
            made, said = with_classes(made, look, watched)
            notes += said
        except LookError as error:
            made, notes = _unfit(made, "样式", error, notes)
            fits = False
    return _Kept(
        source=layer,
        data=data,
        used=watched.read,
        result=made,
        notes=tuple(notes),
        look_fits=fits,
    )


def _unfit(
    layer: MapLayer, what: str, error: ValueError, notes: list[str]
) -> tuple[MapLayer, list[str]]:
    note = f"图层“{layer.title}”的{what}没有用上：{error}。"
    return replace(layer, tags=(*layer.tags, f"{what}有误")), [*notes, note]


def _proposed(layer: MapLayer, look: Look, tables: Tables) -> Look:
    try:
        return with_proposed_categories(layer, look, tables)
    except LookError:
        return look  # sorting says why it cannot be drawn


def matching(layer: MapLayer, condition: AttributeFilter, tables: Tables) -> "pd.Series":
    """Which features of a layer fulfil a condition, one flag per row.

    Raises:
        FilterError, LookError: a column is not there, or a value is no number where one is needed.
    """
    frame = layer.features
    derived = {
        row.column: column_values(layer, tables, row.column)
        for row in condition.rows
        if row.column not in frame.columns
    }
    return pd.Series(condition.keep(frame.assign(**derived) if derived else frame))


def _filtered(layer: MapLayer, condition: AttributeFilter, tables: Tables) -> MapLayer:
    mask = matching(layer, condition, tables)
    kept, every = int(mask.sum()), len(mask)
    tags = (*layer.tags, f"已筛选 {kept:,}/{every:,}")
    if kept == every:
        return replace(layer, tags=tags)
    features = layer.features[mask.to_numpy()].reset_index(drop=True)
    return replace(layer, features=features, tags=tags, classes=_recounted(layer, features))


def _recounted(layer: MapLayer, features: pd.DataFrame) -> tuple[SymbolClass, ...]:
    if "class" not in features.columns:
        return tuple(replace(entry, count=len(features)) for entry in layer.classes)
    counts = features["class"].value_counts()
    return tuple(replace(entry, count=int(counts.get(entry.value, 0))) for entry in layer.classes)


def _labelled(layer: MapLayer, wish: Labelling, tables: Tables) -> MapLayer:
    if not wish.shown:
        return replace(layer, label=None)
    column = wish.column or (layer.label.column if layer.label else "name")
    features = layer.features
    if column not in features.columns:
        features = features.assign(**{LABEL: column_values(layer, tables, column)})
        column = LABEL
    rule = ""
    if wish.rule is not None and wish.rule.rows:
        mask = matching(layer, wish.rule, tables)
        features = features.assign(**{LABELLED: mask.to_numpy()})
        rule = LABELLED
    built_in = layer.label or Label(column=column, size_pt=9.0, color="#1B2733")
    label = replace(
        built_in,
        column=column,
        size_pt=wish.size_pt,
        color=wish.color,
        bold=wish.bold,
        italic=wish.italic,
        halo=wish.halo,
        coarsest=wish.coarsest,
        min_zoom=built_in.min_zoom if math.isinf(wish.coarsest) else 0.0,
        priority=max(built_in.priority, _MOST_IMPORTANT if wish.rule else 0),
        rule_column=rule,
    )
    return replace(layer, features=features, label=label)
