"""Layer styles as a JSON text, to hand them to another project or keep them beside it."""

import json
from collections.abc import Sequence

from dzmap.core.changes import LAYER_STYLE_TABLE, ChangeSet, TableChange, record_rows
from dzmap.core.layer_style import LayerStyle, LayerTree
from dzmap.core.layer_style_codec import StyleError, decode_style, encode_style
from dzmap.core.problems import BadInputError
from dzmap.services.session import Session

_KIND = "dzmap-layer-styles"


def styles_text(styles: Sequence[LayerStyle], tree: LayerTree) -> str:
    """Styles and, if it says anything, the layer tree, as readable JSON."""
    records: list[LayerStyle | LayerTree] = [*styles]
    if tree != LayerTree():
        records.append(tree)
    document = {"kind": _KIND, "styles": [json.loads(encode_style(record)) for record in records]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_styles(text: str) -> tuple[tuple[LayerStyle, ...], LayerTree | None]:
    """What ``styles_text`` was given.

    Raises:
        BadInputError: the text is something else; names the style and the field.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("不是 JSON 文本") from error
    if not isinstance(document, dict) or document.get("kind") != _KIND:
        raise _refused(f"没有写明 kind 为 {_KIND}")
    entries = document.get("styles")
    if not isinstance(entries, list):
        raise _refused("styles 不是列表")
    records = [_record(entry, number) for number, entry in enumerate(entries, start=1)]
    styles = {record.id: record for record in records if isinstance(record, LayerStyle)}
    trees = [record for record in records if isinstance(record, LayerTree)]
    return tuple(styles.values()), trees[-1] if trees else None


def take_styles(
    session: Session,
    styles: Sequence[LayerStyle],
    tree: LayerTree | None,
    *,
    title: str = "导入图层样式",
) -> ChangeSet:
    """Make these the styles of their layers, and the tree that of the project, in one edit.

    Styles of other layers stay.
    """
    wanted = {style.id for style in styles}
    before: list[LayerStyle | LayerTree] = [
        style for style in session.layer_styles() if style.id in wanted
    ]
    after: list[LayerStyle | LayerTree] = [
        style for style in styles if style != LayerStyle(id=style.id)
    ]
    if tree is not None:
        before += [] if session.layer_tree() == LayerTree() else [session.layer_tree()]
        after.append(tree)
    change = TableChange(
        LAYER_STYLE_TABLE,
        record_rows(LAYER_STYLE_TABLE, before),
        record_rows(LAYER_STYLE_TABLE, after),
    )
    return session.edit(title, change)


def _record(entry: object, number: int) -> LayerStyle | LayerTree:
    try:
        return decode_style(json.dumps(entry))
    except StyleError as error:
        raise _refused(f"第 {number} 个样式读不懂：{error}") from error


def _refused(reason: str) -> BadInputError:
    return BadInputError(
        "没有导入图层样式",
        reason=reason,
        remedy="选择由“导出样式”或 dzmap style export 写出的 JSON 文件。",
    )
