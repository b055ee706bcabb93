"""No widget leaves it to Qt to guess whether a text is markup: data could say it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import dzmap.ui
from dzmap.ui.plain_text import plain_box, plain_label, plain_tip

_FOLDER = Path(dzmap.ui.__file__).parent
_MADE_BY = {"QLabel": "plain_label", "QMessageBox": "plain_box"}
_TIPS = {"setToolTip", "showText"}
_MARKUP = {"catalogs/head.py", "catalogs/impact_dialog.py"}
"""Files with a label of their own words in bold; what they take from data is escaped."""


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """File, name of what is called, and the call."""
    for path in sorted(_FOLDER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                name = node.func.id if isinstance(node.func, ast.Name) else name
                yield path.relative_to(_FOLDER).as_posix(), name, node


def is_safe(tip: ast.expr) -> bool:
    """Whether a tip is our own sentence, or is shown as it is."""
    if isinstance(tip, ast.Constant):
        return True
    if not isinstance(tip, ast.Call) or not isinstance(tip.func, ast.Name):
        return False
    own = tip.func.id == "tr" and isinstance(tip.args[0], ast.Constant)
    return own or tip.func.id == "plain_tip"


def test_that_labels_and_boxes_are_plain() -> None:
    wrong = [
        f"{file}:{call.lineno}: {_MADE_BY[name]}"
        for file, name, call in calls()
        if name in _MADE_BY and file != "plain_text.py"
    ]
    assert wrong == []


def test_that_tips_are_plain() -> None:
    wrong = [
        f"{file}:{call.lineno}: plain_tip"
        for file, name, call in calls()
        if name in _TIPS and not any(is_safe(argument) for argument in call.args)
    ]
    assert wrong == []


def test_that_markup_stays_where_it_is_known() -> None:
    rich = {
        path.relative_to(_FOLDER).as_posix()
        for path in _FOLDER.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in ("RichText", "setHtml"))
    }
    assert rich == _MARKUP


def test_that_a_tip_shows_tags_and_lines_as_they_are(qapp: object) -> None:
    assert plain_tip("a - b\nc") == "a - b\nc"
    assert plain_tip("a &lt; b") == "<qt>a &amp;lt; b</qt>"
    assert plain_tip("<b>a</b> &\nc") == "<qt>&lt;b&gt;a&lt;/b&gt; &amp;<br>c</qt>"
    label, box = plain_label("<b>"), plain_box(None)
    box.setText("<b>")
    box.setInformativeText("<b>")
    texts = [one for one in box.findChildren(type(label)) if one.text()]
    assert len(texts) == 2
    assert {one.textFormat().name for one in (label, *texts)} == {"PlainText"}
