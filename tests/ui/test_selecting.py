"""Selecting from the 编辑 menu: dialogs find rows, the shared selection takes them."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.mapping.messages import Sketch, Vertex
from dzmap.services.selecting import Combination, Relation
from dzmap.ui.selecting.condition_dialog import ConditionDialog, ValueDialog
from dzmap.ui.selecting.place_dialog import PlaceDialog
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_waiting import answer, settle

if TYPE_CHECKING:
    from tests.helpers.ui_fake_map import FakeMap

QIHE = "37201047"


def run(window: MainWindow, name: str) -> None:
    window.parts.actions[name].trigger()
    settle(window)


def ids(window: MainWindow, table: str) -> set[str]:
    session = window.desk.document.session
    assert session is not None
    return set(session.table(table)["id"])


def test_that_all_and_the_others_are_selected(opened: MainWindow) -> None:
    opened.desk.selection.set("zones", [QIHE])
    run(opened, "select_others")
    assert set(opened.desk.selection.ids) == ids(opened, "zones") - {QIHE}
    opened.setFocus()
    run(opened, "select_all")
    assert set(opened.desk.selection.ids) == ids(opened, "zones")


def test_that_rows_are_selected_by_condition(opened: MainWindow) -> None:
    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, ConditionDialog)
        rule = FilterRow("name", Comparison.CONTAINS, "齐河")
        dialog.rows.set_filter(AttributeFilter((rule,)))
        dialog.accept()

    opened.desk.selection.set("zones", [next(iter(ids(opened, "zones") - {QIHE}))])
    answer(ask)
    run(opened, "select_by_condition")
    assert opened.desk.selection.table == "zones"
    assert opened.desk.selection.ids == (QIHE,)


def test_that_a_condition_says_why_it_finds_nothing(opened: MainWindow) -> None:
    said = []

    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, ConditionDialog)
        rule = FilterRow("area_mu", Comparison.AT_LEAST, "很大")
        dialog.rows.set_filter(AttributeFilter((rule,)))
        dialog.accept()
        faults = [label.text() for label in dialog.rows.findChildren(QLabel)]
        said.append(("“很大”不是数字" in faults, dialog.ids, dialog.isVisible()))
        dialog.reject()

    opened.desk.selection.set("zones", [QIHE])
    answer(ask)
    run(opened, "select_by_condition")
    assert said == [(True, [], True)]


def test_that_rows_are_selected_by_the_values_of_others(opened: MainWindow) -> None:
    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        dialog.column.setCurrentIndex(dialog.column.findData("zone"))
        ticked = [item for item in dialog.items() if item.checkState() is Qt.CheckState.Checked]
        assert len(ticked) == 1
        dialog.accept()

    session = opened.desk.document.session
    assert session is not None
    parks = session.table("parks")
    inside = set(parks["id"][parks["zone_id"] == QIHE])
    opened.desk.selection.set("parks", [min(inside)])
    answer(ask)
    run(opened, "select_by_value")
    assert set(opened.desk.selection.ids) == inside


def test_that_industries_are_offered_by_name(opened: MainWindow) -> None:
    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, ValueDialog)
        dialog.column.setCurrentIndex(dialog.column.findData("industry"))
        said.extend(str(item.data(Qt.ItemDataRole.UserRole)) for item in dialog.items())
        dialog.reject()

    said: list[str] = []
    opened.desk.selection.set("enterprises", [min(ids(opened, "enterprises"))])
    answer(ask)
    run(opened, "select_by_value")
    assert said
    assert all(len(text.split(" ", 1)[1]) > 1 for text in said)


def test_that_objects_are_selected_by_where_they_lie(opened: MainWindow) -> None:
    def ask(dialog: QDialog) -> None:
        assert isinstance(dialog, PlaceDialog)
        dialog.ask(Relation.WITHIN, "zones", only_selected=True)
        assert dialog.target.table == "enterprises"
        dialog.accept()

    opened.desk.selection.set("zones", [QIHE])
    answer(ask)
    run(opened, "select_by_place")
    found = opened.desk.selection
    assert found.table == "enterprises"
    assert 0 < len(found.ids) < len(ids(opened, "enterprises"))


def test_that_a_selection_of_another_table_cannot_shrink(opened: MainWindow) -> None:
    opened.desk.selection.set("zones", [QIHE])
    opened.tools.choosing.take("parks", ["x"], Combination.REMOVE)
    assert opened.desk.selection.ids == (QIHE,)


def drag(window: MainWindow, *corners: tuple[float, float], shift: bool = False) -> None:
    vertices = tuple(Vertex(*corner, None) for corner in corners)
    sketch = Sketch("select_box", "done", vertices, None, shift, False, False)
    window.desk.stage.told.emit(sketch)


def test_that_a_rectangle_selects_and_shift_adds(opened: MainWindow) -> None:
    stage, selection = opened.desk.stage, opened.desk.selection
    view = cast("FakeMap", stage.view)
    layer = next(
        one for one in stage.layers() if one.table == "enterprises" and stage.is_visible(one)
    )
    west, south, east, north = layer.features.geometry.total_bounds
    middle = (west + east) / 2
    drag(opened, (west, south), (middle, north))
    inside = set(selection.ids)
    assert selection.table == "enterprises"
    assert inside == set(layer.features.cx[west:middle, south:north]["id"])
    assert 0 < len(inside) < len(layer.features)
    assert view.selection == (layer.id, list(selection.ids))
    assert set(layer.features["id"].iloc[view.selected_at]) == inside
    drag(opened, (middle, north), (east, south), shift=True)
    assert set(selection.ids) == set(layer.features["id"])
    assert len(view.selected_at) == len(layer.features)
