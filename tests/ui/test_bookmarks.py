"""Bookmarks in the window: kept, shown again, changed, undone."""

from PySide6.QtWidgets import QApplication, QDialog

from dzmap.core.bookmarks import Bookmark
from dzmap.services.bookmarking import listed
from dzmap.ui.bookmarks.dialogs import BookmarkForm, BookmarkList
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_waiting import answer, settle

ROUGH = "<b>齐河 & {{7*7}}</b>"


def bookmarks(window: MainWindow) -> list[Bookmark]:
    session = window.desk.document.session
    assert session is not None
    return listed(session)


def add(window: MainWindow, name: str) -> None:
    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, BookmarkForm)
        dialog.name.setText(name)
        dialog.accept()

    view = window.desk.stage.view
    assert view is not None
    view.view_changed.emit((116.0, 36.5, 117.0, 37.5))
    view.scale_changed.emit(200_000.0)
    answer(fill)
    window.parts.actions["bookmark_add"].trigger()
    settle(window)


def test_that_a_bookmark_brings_view_layers_and_year_back(opened: MainWindow) -> None:
    stage, context = opened.desk.stage, opened.desk.context
    year = context.year
    add(opened, ROUGH)
    (kept,) = bookmarks(opened)
    assert (kept.name, kept.scale, kept.year) == (ROUGH, 200_000.0, year)
    first = next(layer for layer in stage.layers() if stage.is_visible(layer))
    stage.set_visible(first.id, False)
    context.set_year(year - 1)
    opened.tools.bookmarks.menu.aboutToShow.emit()
    entry = opened.tools.bookmarks.menu.actions()[-1]
    assert entry.text() == ROUGH.replace("&", "&&")
    entry.trigger()
    settle(opened)
    assert context.year == year
    layer = stage.layer(first.id)
    assert layer is not None
    assert stage.is_visible(layer)
    sent = opened.desk.stage.view.sent["view"]  # type: ignore[union-attr]
    assert sent["longitude"] == 116.5
    assert 36.999 < sent["latitude"] < 37.01


def test_that_the_list_changes_bookmarks_and_undo_takes_it_back(opened: MainWindow) -> None:
    add(opened, "甲")
    add(opened, "甲")

    def use(dialog: QDialog) -> None:
        assert isinstance(dialog, BookmarkList)
        assert dialog.list.count() == 2
        dialog.list.setCurrentRow(1)
        dialog.do("up")
        assert dialog.list.currentRow() == 0
        dialog.do("delete")
        dialog.reject()

    assert [one.name for one in bookmarks(opened)] == ["甲", "甲 2"]
    answer(use)
    opened.parts.actions["bookmarks"].trigger()
    settle(opened)
    assert [one.name for one in bookmarks(opened)] == ["甲"]
    opened.desk.document.undo()
    settle(opened)
    assert [one.name for one in bookmarks(opened)] == ["甲 2", "甲"]


def test_that_the_map_is_copied_as_a_picture(opened: MainWindow) -> None:
    clipboard = QApplication.clipboard()
    clipboard.clear()
    opened.parts.actions["copy_map"].trigger()
    assert not clipboard.pixmap().isNull()
