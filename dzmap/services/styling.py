"""Choosing how layers look: each choice is one edit of the project that undo takes back."""

from collections.abc import Iterable

from dzmap.core.changes import LAYER_STYLE_TABLE, ChangeSet, TableChange, record_rows
from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.services.session import Session


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
