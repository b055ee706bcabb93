"""Names from files are text wherever the window shows them, never markup."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget

from dzmap.core.changes import TableChange
from dzmap.ui.shell.main_window import MainWindow
from tests.ui.conftest import wait

HOSTILE = (  # the last turns the direction of what follows
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<b>{{7*7}}</b>",
    "\u202e<i>gnp.exe</i>",
)


def rename(window: MainWindow, table: str, name: str) -> str:
    """Give the first row of a table a name and select it."""
    session = window.desk.document.session
    assert session is not None
    rows = session.table(table).iloc[:1]
    session.edit("改名", TableChange(table, rows, rows.assign(name=name)))
    key = str(rows["id"].iloc[0])
    wait(lambda: not window.desk.jobs.jobs)
    window.desk.selection.set(table, [key])
    wait(lambda: not window.desk.jobs.jobs)
    return key


def _is_markup(text: str) -> bool:
    """Whether Qt might guess so: a tag somewhere."""
    return re.search(r"</?[a-zA-Z]", text) is not None


def _place(widget: QWidget) -> str:
    """The classes from the widget up to the window."""
    names = []
    parent = widget.parentWidget()
    while parent is not None:
        names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names[:5])


def marked_up(window: QWidget) -> Iterator[str]:
    """Every text that Qt would read as markup: labels, tool tips, cells."""
    for label in window.findChildren(QLabel):
        text, form = label.text(), label.textFormat()
        if form is Qt.TextFormat.AutoText and _is_markup(text):
            yield f"label {label.objectName()} in {_place(label)}: {text}"
    for widget in window.findChildren(QWidget):
        if _is_markup(widget.toolTip()) and "&lt;" not in widget.toolTip():
            yield f"tip of {type(widget).__name__}: {widget.toolTip()}"
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        for row in range(min(model.rowCount(), 20)):
            for column in range(model.columnCount(QModelIndex())):
                tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                if isinstance(tip, str) and _is_markup(tip) and "&lt;" not in tip:
                    yield f"tip in {type(view).__name__}: {tip}"


@pytest.mark.parametrize("name", HOSTILE)
def test_that_hostile_names_stay_text(opened: MainWindow, name: str) -> None:
    for table in ("zones", "parks", "enterprises"):
        rename(opened, table, name)
        assert [text for text in marked_up(opened) if name.lstrip("\u202e") in text] == []
