"""Names from files are text wherever the window shows them, never markup."""

import re
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    Qt,
)
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dzmap.core.bookmarks import Bookmark
from dzmap.core.changes import TableChange
from dzmap.core.problems import KnownError
from dzmap.services.attributes import row_values
from dzmap.services.listing import listing
from dzmap.ui.bookmarks.dialogs import BookmarkForm, BookmarkList
from dzmap.ui.editing.attribute_dialog import AttributeDialog
from dzmap.ui.overlay.layer_panel import LayerPanel
from dzmap.ui.overlay.restore_dialog import RestoreDialog
from dzmap.ui.selecting.condition_dialog import ConditionDialog, ValueDialog
from dzmap.ui.selecting.place_dialog import PlaceDialog
from dzmap.ui.shell.history_dialog import HistoryDialog
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.styling.style_dialogs import FilterDialog, LabelDialog
from dzmap.ui.styling.symbology_dialog import SymbologyDialog
from tests.helpers.ui_waiting import settle
from tests.ui.conftest import wait

HOSTILE = (  # the last part turns the direction of what follows
    "<img src=x onerror=alert(1)></script><script>alert(1)</script><b>{{7*7}}</b>\u202e<i>gnp.exe</i>"
)

HOSTILE_PLACE = Bookmark(
    id="1", name=HOSTILE, note=HOSTILE, longitude=116.3, latitude=37.4, scale=1e6
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
        for tip in _tips(view.model(), QModelIndex()):
            if _is_markup(tip) and "&lt;" not in tip:
                yield f"tip in {type(view).__name__}: {tip}"


def _tips(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    """The tips of the first rows and all that hang below them."""
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(min(model.rowCount(parent), 20)):
        for column in range(columns):
            tip = model.index(row, column, parent).data(Qt.ItemDataRole.ToolTipRole)
            if isinstance(tip, str):
                yield tip
        if not isinstance(model, QAbstractListModel | QAbstractTableModel):
            yield from _tips(model, model.index(row, 0, parent))


def shown_as_markup(*widgets: QWidget) -> list[str]:
    return [text for widget in widgets for text in marked_up(widget)]


def rename_layer(window: MainWindow, layer_id: str) -> None:
    """Type the name of a layer in the layer tree."""
    panel = window.findChild(LayerPanel)
    assert isinstance(panel, LayerPanel)
    item = panel._model.itemFromIndex(panel._model.position(layer_id))
    item.setText(HOSTILE)
    settle(window)


def test_that_hostile_names_stay_text(opened: MainWindow) -> None:
    for table in ("counties", "zones", "parks", "enterprises", "projects"):
        rename(opened, table, HOSTILE)
        assert shown_as_markup(opened) == []


def test_that_dialogs_and_lists_show_hostile_names_as_text(
    opened: MainWindow, qtbot: QtBot
) -> None:
    desk, stage = opened.desk, opened.desk.stage
    zone = rename(opened, "zones", HOSTILE)
    rename_layer(opened, "enterprises")
    panel = opened.findChild(LayerPanel)
    assert isinstance(panel, LayerPanel)
    panel._arrangement.add_group(HOSTILE, panel._model.group_names(), ["enterprises"])
    settle(opened)
    layer = stage.layer("enterprises")
    session = desk.document.session
    assert layer is not None
    assert session is not None
    assert layer.title == HOSTILE
    opened.parts.browse.expand("zones", zone)
    desk.notices.toast(HOSTILE, action=(HOSTILE, lambda: None))
    desk.notices.banner("warn", HOSTILE, key="hostile")
    desk.notices.error(KnownError(HOSTILE, file=HOSTILE, reason=HOSTILE, remedy=HOSTILE))
    opened.parts.search.line.setText("img")
    settle(opened)
    load = partial(listing, session, year=2021, industry_names={})
    forms = (
        SymbologyDialog(desk, layer, opened),
        LabelDialog(desk, layer, opened),
        FilterDialog(desk, layer, opened),
        AttributeDialog(session, "zones", row_values(session, "zones", zone), opened),
        HistoryDialog(list(session.history()), opened),
        RestoreDialog([("waters", HOSTILE)]),
        BookmarkForm(HOSTILE, HOSTILE, HOSTILE, opened),
        BookmarkList(lambda: [HOSTILE_PLACE], lambda *_: None, opened),
        ValueDialog(["zones"], "zones", load, [HOSTILE], opened),
        ConditionDialog(["zones"], "zones", load, desk.theme, opened),
        PlaceDialog(["zones", "parks"], "zones", 1, opened),
    )
    for form in forms:
        qtbot.addWidget(form)
        form.show()
    opened.parts.actions["topology"].trigger()
    topology = opened.tools.topology.dialog
    assert topology is not None
    topology.check.click()
    settle(opened)
    assert shown_as_markup(opened, topology, *forms) == []
    topology.close()
