"""The form for the attributes of a row."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit

from dzmap.services.attributes import row_values
from dzmap.services.session import Session
from dzmap.ui.editing.attribute_dialog import AttributeDialog
from dzmap.ui.editing.attribute_form import AttributeForm
from dzmap.ui.shell.main_window import MainWindow


def session_of(window: MainWindow) -> Session:
    session = window.desk.document.session
    assert session is not None
    return session


def form(window: MainWindow, table: str, row: int | None = 0) -> AttributeForm:
    session = session_of(window)
    stored = None
    if row is not None:
        stored = row_values(session, table, str(session.table(table)["id"].iloc[row]))
    return AttributeForm(table, stored, session)


def type_in(form: AttributeForm, name: str, text: str) -> None:
    field = form.field(name)
    assert isinstance(field, QLineEdit)
    field.setText(text)


def choose(form: AttributeForm, name: str, text: str) -> None:
    field = form.field(name)
    assert isinstance(field, QComboBox)
    place = field.findText(text)
    assert place >= 0, text
    field.setCurrentIndex(place)


def test_that_an_untouched_form_changes_nothing(opened: MainWindow) -> None:
    for table in ("projects", "enterprises", "parks", "zones"):
        shown = form(opened, table)
        assert shown.changes() == {}
        assert shown.errors() == []


def test_that_lists_show_names_and_give_what_is_stored(opened: MainWindow) -> None:
    shown = form(opened, "parks")
    choose(shown, "kind", "化工园区" if shown.values()["kind"] != "chemical" else "工业园区")
    assert shown.changes()["kind"] in ("chemical", "industrial")
    names = session_of(opened).table("zones").set_index("id")["name"]
    key, name = str(names.index[-1]), str(names.iloc[-1])
    choose(shown, "zone_id", name)
    assert shown.values()["zone_id"] == key


def test_that_a_fault_stands_beside_its_field(opened: MainWindow) -> None:
    shown = form(opened, "projects")
    type_in(shown, "total_invest_wan_yuan", "很多")
    assert "不是数" in shown.note("total_invest_wan_yuan")
    assert [one.field for one in shown.errors()] == ["total_invest_wan_yuan"]
    type_in(shown, "total_invest_wan_yuan", "3亿元")
    assert shown.errors() == []
    assert shown.changes()["total_invest_wan_yuan"] == 30000.0


def test_that_a_new_row_does_not_complain_before_something_is_typed(opened: MainWindow) -> None:
    shown = form(opened, "zones", None)
    assert shown.note("name") == ""
    assert [one.field for one in shown.errors()] == ["name"]


def test_that_editing_attributes_is_one_undoable_edit(opened: MainWindow) -> None:
    session = session_of(opened)
    key = str(session.table("projects")["id"].iloc[0])
    opened.desk.selection.set("projects", [key])

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, AttributeDialog)
        type_in(dialog.form, "total_invest_wan_yuan", "1.2亿元")
        type_in(dialog.form, "name", "改过名的项目")
        dialog.accept()

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        fill(dialog)

    QTimer.singleShot(0, answer)
    opened.tools.editing.edit_attributes()
    row = session.table("projects").set_index("id").loc[key]
    assert row["total_invest_wan_yuan"] == 12000.0
    assert session.undo_title == "修改项目属性：改过名的项目"
    session.undo()
    assert session.table("projects").set_index("id").loc[key, "name"] != "改过名的项目"
