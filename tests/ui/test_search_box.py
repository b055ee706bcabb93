"""The search box in the window: objects, places, menu entries; adding to the selection."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from dzmap.ui.catalogs.page import CatalogsPage
from dzmap.ui.shell.main_window import MainWindow
from tests.ui.conftest import wait

QIHE = "37201047"


def search(window: MainWindow, text: str) -> list[str]:
    """Type and return the lines of the list."""
    box = window.parts.search
    box.line.setText(text)
    box._search()
    wait(lambda: box.hits.isVisible() and not window.desk.jobs.jobs)
    return [box.hits.item(row).text() for row in range(box.hits.count())]


def test_that_ctrl_enter_adds_a_hit_to_the_selection(opened: MainWindow) -> None:
    session = opened.desk.document.session
    assert session is not None
    zones = session.table("zones")
    other = zones[zones["id"] != QIHE].iloc[0]
    opened.desk.selection.set("zones", [str(other["id"])])
    lines = search(opened, QIHE)
    assert lines[0].startswith("开发区")
    QTest.keyClick(opened.parts.search.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened.desk.selection.ids == (str(other["id"]), QIHE)


def test_that_menu_entries_are_found_and_run(opened: MainWindow) -> None:
    opened.desk.selection.set("zones", [QIHE])
    lines = search(opened, "反选")
    assert lines == ["菜单　反选"]
    QTest.keyClick(opened.parts.search.line, Qt.Key.Key_Return)
    assert QIHE not in opened.desk.selection.ids
    assert opened.desk.selection.table == "zones"


def test_that_a_place_is_offered_and_marked(opened: MainWindow) -> None:
    assert search(opened, "116°45′00″E 36°47′24″N")[0] == "转到 116.7500, 36.7900"
    QTest.keyClick(opened.parts.search.line, Qt.Key.Key_Return)
    sent = opened.desk.stage.view.sent  # type: ignore[union-attr]
    assert sent["placeMark"]["place"] is not None
    opened.parts.actions["escape"].trigger()
    assert sent["placeMark"] == {"place": None}


def test_that_the_number_of_a_clause_opens_it(opened: MainWindow) -> None:
    assert "德州市产业准入基本目录" in search(opened, "第3条")[0]
    lines = search(opened, "Q07")
    assert lines[0].startswith("条款　第七条　")
    assert "齐河经济开发区产业准入目录" in lines[0]
    QTest.keyClick(opened.parts.search.line, Qt.Key.Key_Return)
    page = opened.parts.tasks.current
    assert isinstance(page, CatalogsPage)
    catalog = page.editor.catalog
    assert catalog is not None
    assert (catalog.id, page.editor.clause_id) == ("37201047", "Q07")
