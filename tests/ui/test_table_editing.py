"""Changing a table where it is listed: cells, blocks, filling, deleting; columns stay arranged."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit

from dzmap.services.attributes import change_row
from dzmap.services.editing import EditError
from dzmap.services.session import Session
from dzmap.ui.overlay.fill_dialog import FillDialog
from dzmap.ui.overlay.pasting import block
from dzmap.ui.overlay.refused_dialog import RefusedDialog
from dzmap.ui.overlay.table_editing import TableEditing
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.tables.table_panel import TablePanel
from tests.helpers.ui_waiting import settle
from tests.ui.conftest import wait


@pytest.fixture
def panel(shared: MainWindow) -> Iterator[TablePanel]:
    """The enterprises; what a test changes is undone after it."""
    session = session_of(shared)
    pending = session.pending_count
    shared.choose_task("overlay")
    page = shared.parts.tasks.current
    assert page is not None
    page.show_part("enterprises")
    settle(shared)
    shown = shared.parts.bottom_dock.tabs.currentWidget()
    assert isinstance(shown, TablePanel)
    shown.model.clear_filters()
    yield shown
    while session.pending_count > pending:
        session.undo()
    settle(shared)


def session_of(window: MainWindow) -> Session:
    session = window.desk.document.session
    assert session is not None
    return session


def place(panel: TablePanel, name: str) -> int:
    return [column.name for column in panel.model.columns].index(name)


def editing(panel: TablePanel) -> TableEditing:
    found = panel.findChild(TableEditing)
    assert isinstance(found, TableEditing)
    return found


def year_figure(window: MainWindow, key: str, column: str) -> object:
    years = session_of(window).table("enterprise_years")
    rows = years[(years["enterprise_id"] == key) & (years["year"] == window.desk.context.year)]
    return rows[column].iloc[0]


def paste(panel: TablePanel, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    editing(panel).paste()


def test_that_f2_changes_a_cell_as_one_edit(shared: MainWindow, panel: TablePanel) -> None:
    column = place(panel, "tax_wan_yuan")
    key = panel.model.ids([0])[0]
    panel.view.setCurrentIndex(panel.model.index(0, column))
    panel.view.setFocus()
    editing(panel)._edit_current()
    line = panel.view.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, "123.5")
    QTest.keyClick(line, Qt.Key.Key_Return)
    settle(shared)
    assert year_figure(shared, key, "tax_wan_yuan") == 123.5
    name = panel.model.value(0, 0)
    assert session_of(shared).undo_title == f"修改企业“{name}”：税收"
    assert panel.model.value(0, column) == 123.5


def test_that_a_choice_is_taken_by_name_and_stored_by_id(
    shared: MainWindow, panel: TablePanel
) -> None:
    """A county that the zone is not in would be refused: the row gets no zone, park and town."""
    key = panel.model.ids([0])[0]
    session = session_of(shared)
    free = {"zone_id": None, "park_id": None, "township_id": None}
    change_row(session, "enterprises", key, free)
    settle(shared)
    row = int(panel.model.rows_of([key])[0])
    index = panel.model.index(row, place(panel, "county"))
    assert panel.view.edit_cell(index)
    combo = panel.view.findChild(QComboBox)
    assert isinstance(combo, QComboBox)
    assert combo.currentText() == panel.model.value(row, index.column())
    other = next(at for at in range(1, combo.count()) if at != combo.currentIndex())
    chosen, text = combo.itemData(other), combo.itemText(other)
    combo.setCurrentIndex(other)
    combo.activated.emit(other)
    settle(shared)
    frame = session.table("enterprises")
    assert frame.loc[frame["id"] == key, "county_id"].iloc[0] == chosen
    assert panel.model.value(row, index.column()) == text


def test_that_what_does_not_fit_leaves_the_old_value(shared: MainWindow, panel: TablePanel) -> None:
    said: list[str] = []
    shared.desk.notices.toasted.connect(lambda text, *_: said.append(text))
    before = session_of(shared).pending_count
    panel.model.typed.emit(panel.model.ids([0])[0], "tax_wan_yuan", "很多")
    settle(shared)
    assert session_of(shared).pending_count == before
    assert "很多" in said[-1]


def test_that_a_column_that_is_worked_out_says_so(shared: MainWindow, panel: TablePanel) -> None:
    said: list[str] = []
    shared.desk.notices.toasted.connect(lambda text, *_: said.append(text))
    assert not panel.view.edit_cell(panel.model.index(0, place(panel, "data_status")))
    assert "不能直接修改" in said[-1]


def test_that_a_refresh_waits_for_the_cell_being_typed_and_keeps_the_current_one(
    shared: MainWindow, panel: TablePanel
) -> None:
    index = panel.model.index(2, place(panel, "tax_wan_yuan"))
    key = panel.model.ids([0])[0]
    panel.view.setCurrentIndex(index)
    assert panel.view.edit_cell(index)
    panel.model.typed.emit(key, "tax_wan_yuan", "31")
    settle(shared)
    line = panel.view.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    assert panel.model.value(0, index.column()) != 31
    QTest.keyClick(line, Qt.Key.Key_Escape)
    wait(lambda: panel.model.value(0, index.column()) == 31)
    current = panel.view.currentIndex()
    assert (current.row(), current.column()) == (2, place(panel, "tax_wan_yuan"))


def test_that_a_block_is_pasted_as_one_edit(shared: MainWindow, panel: TablePanel) -> None:
    pending = session_of(shared).pending_count
    panel.view.setCurrentIndex(panel.model.index(1, place(panel, "revenue_wan_yuan")))
    paste(panel, "5000\t50\r\n1.2亿元\t60\r\n")
    settle(shared)
    first, second = panel.model.ids([1, 2])
    assert year_figure(shared, first, "tax_wan_yuan") == 50
    assert year_figure(shared, second, "revenue_wan_yuan") == 12_000
    assert session_of(shared).pending_count == pending + 1


def test_that_refused_cells_are_listed_and_the_others_kept(
    shared: MainWindow, panel: TablePanel
) -> None:
    panel.view.setCurrentIndex(panel.model.index(0, place(panel, "tax_wan_yuan")))
    paste(panel, "11\n无数\n没有\n")
    settle(shared)
    assert year_figure(shared, panel.model.ids([0])[0], "tax_wan_yuan") == 11
    listed = shared.findChild(RefusedDialog)
    assert isinstance(listed, RefusedDialog)
    assert "2 格没有写入" in listed.summary.text()
    assert list(listed.model.frame["column"]) == ["税收", "税收"]
    assert "无数" in listed.model.frame["why"].iloc[0]
    listed.close()


def test_that_a_header_on_top_finds_the_columns(shared: MainWindow, panel: TablePanel) -> None:
    headers = {column.name: column.header for column in panel.model.columns}
    panel.view.selectRow(0)
    paste(panel, f"{headers['employees']}\t{headers['tax_wan_yuan']}\n77\t8\n")
    settle(shared)
    key = panel.model.ids([0])[0]
    assert year_figure(shared, key, "employees") == 77
    assert year_figure(shared, key, "tax_wan_yuan") == 8


def test_that_one_value_fills_all_selected_rows(shared: MainWindow, panel: TablePanel) -> None:
    panel.view.show_selected(panel.model.ids(range(3)))
    editing(panel).fill("employees", "12")
    settle(shared)
    figures = {year_figure(shared, key, "employees") for key in panel.model.ids(range(3))}
    assert figures == {12}
    assert "3 行" in session_of(shared).undo_title


def test_that_the_fill_dialog_offers_the_list_of_a_column(panel: TablePanel) -> None:
    columns = [column for column in panel.model.columns if column.editable]
    dialog = FillDialog(columns, "county", 2)
    assert not dialog.go.isEnabled()
    dialog.listed.setCurrentIndex(1)
    assert dialog.go.isEnabled()
    assert dialog.column == "county"
    assert dialog.text == dialog.listed.itemData(1)
    dialog.which.setCurrentIndex([one.name for one in columns].index("employees"))
    dialog.typed.setText("5")
    assert (dialog.column, dialog.text) == ("employees", "5")


def test_that_rows_are_deleted_at_once_and_come_back(shared: MainWindow, panel: TablePanel) -> None:
    session = session_of(shared)
    count = len(session.table("enterprises"))
    ids = panel.model.ids(range(3))
    editing(panel)._remove(ids, session)
    assert len(session.table("enterprises")) == count - 3
    session.undo()
    assert len(session.table("enterprises")) == count


def test_that_counties_cannot_be_deleted(shared: MainWindow) -> None:
    shared.choose_task("overlay")
    page = shared.parts.tasks.current
    assert page is not None
    page.show_part("counties")
    settle(shared)
    shown = shared.parts.bottom_dock.tabs.currentWidget()
    assert isinstance(shown, TablePanel)
    with pytest.raises(EditError, match="不能在表里删除"):
        editing(shown)._remove(shown.model.ids([0]), session_of(shared))


def test_that_columns_stay_hidden_and_moved_over_a_refresh(
    shared: MainWindow, panel: TablePanel
) -> None:
    view, header = panel.view, panel.view.horizontalHeader()
    tax, employees = place(panel, "tax_wan_yuan"), place(panel, "employees")
    view.setColumnHidden(tax, True)
    header.moveSection(header.visualIndex(employees), 1)
    wait(lambda: "enterprises" in shared.desk.settings.table_columns)
    kept = shared.desk.settings.table_columns["enterprises"]
    assert kept.hidden == ("tax_wan_yuan",)
    assert kept.order[1] == "employees"
    panel.model.set_frame(panel.model.frame, panel.model.columns)
    assert view.isColumnHidden(tax)
    assert header.visualIndex(employees) == 1
    view.setColumnHidden(tax, False)
    header.moveSection(1, header.visualIndex(employees - 1) if employees else 0)
    shared.desk.settings.table_columns = {}


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"一\n二"\tb\n', [["一\n二", "b"]]),
        ("\n\n", []),
    ],
)
def test_that_the_clipboard_is_read_as_excel_writes_it(text: str, cells: list[list[str]]) -> None:
    assert block(text) == cells
