"""Choosing how layers look in the window: tried out, kept as one edit, undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.core.layer_style import LayerStyle, LayerTree, Method, Rendering
from dzmap.core.problems import KnownError
from dzmap.core.symbols import Hatch, Symbol
from dzmap.services.map_model import MapLayer
from dzmap.services.session import Session
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.styling.look_form import LookForm
from dzmap.ui.styling.menu import StylingMenu
from dzmap.ui.styling.style_dialogs import FilterDialog, LabelDialog, ScaleDialog
from dzmap.ui.styling.symbol_editor import SymbolEditor
from dzmap.ui.styling.symbology_dialog import SymbologyDialog
from tests.ui.conftest import wait


def layer(window: MainWindow, name: str) -> MapLayer:
    wait(lambda: not window.desk.jobs.jobs)
    found = window.desk.stage.layer(name)
    assert found is not None
    return found


def choose(form: LookForm, rendering: Rendering) -> None:
    """Choose a kind of picture as a user does."""
    place = [form.rendering.itemData(row) for row in range(form.rendering.count())].index(rendering)
    form.rendering.setCurrentIndex(place)
    form.rendering.activated.emit(place)


@pytest.mark.parametrize("kind", ["point", "line", "polygon"])
def test_that_an_editor_gives_back_the_symbol_it_shows(qapp: QApplication, kind: str) -> None:
    symbol = Symbol(
        fill="#112233", fill_opacity=0.4, line="#445566", line_width=1.8, dash=(9.0, 4.0),
        hatch=Hatch.BACK, hatch_color="#778899", size=7.5, casing="#FFFFFF",
    )  # fmt: skip
    editor = SymbolEditor(kind)
    editor.show_symbol(symbol)
    assert editor.symbol() == symbol
    editor.deleteLater()


def test_that_a_style_is_tried_out_then_taken_back(shared: MainWindow) -> None:
    before = layer(shared, "enterprises").classes
    dialog = SymbologyDialog(shared.desk, layer(shared, "enterprises"), shared)
    choose(dialog.form, Rendering.HEAT)
    dialog._try_out()
    assert layer(shared, "enterprises").heat is not None
    dialog.reject()
    assert layer(shared, "enterprises").heat is None
    assert layer(shared, "enterprises").classes == before
    session = shared.desk.document.session
    assert session is not None
    assert session.layer_styles() == ()


def test_that_an_accepted_style_is_one_edit_and_undone(opened: MainWindow) -> None:
    dialog = SymbologyDialog(opened.desk, layer(opened, "zones_provincial"), opened)
    choose(dialog.form, Rendering.GRADUATED)
    column = dialog.form.column
    column.setCurrentIndex(column.findData("area.mu"))
    dialog.form.method.setCurrentIndex(
        [dialog.form.method.itemData(row) for row in range(5)].index(Method.EQUAL_INTERVAL)
    )
    dialog.accept()
    styled = layer(opened, "zones_provincial")
    assert len(styled.classes) > 1
    session = opened.desk.document.session
    assert session is not None
    assert session.undo_title == "符号：省级开发区"
    opened.desk.document.undo()
    assert len(layer(opened, "zones_provincial").classes) == 1


def graduated(window: MainWindow) -> SymbologyDialog:
    dialog = SymbologyDialog(window.desk, layer(window, "zones_provincial"), window)
    choose(dialog.form, Rendering.GRADUATED)
    dialog.form.column.setCurrentIndex(dialog.form.column.findData("area.mu"))
    dialog._try_out()
    return dialog


def classes(window: MainWindow) -> int:
    return len(layer(window, "zones_provincial").classes)


def test_that_a_style_is_tried_out_and_kept_on_the_map_of_another_task(opened: MainWindow) -> None:
    opened.choose_task("siting")
    wait(lambda: opened.desk.stage.layer("zones_provincial") is not None)
    assert classes(opened) == 1
    dialog = graduated(opened)
    assert classes(opened) > 1
    dialog.reject()
    assert classes(opened) == 1
    graduated(opened).accept()
    assert classes(opened) > 1
    opened.desk.document.undo()
    assert classes(opened) == 1


def test_that_a_map_of_a_result_gets_the_style_chosen_elsewhere(opened: MainWindow) -> None:
    opened.choose_task("siting")
    assert classes(opened) == 1
    opened.choose_task("overlay")
    graduated(opened).accept()
    assert classes(opened) > 1
    hidden = not opened.desk.stage.is_visible(layer(opened, "zones_provincial"))
    opened.choose_task("siting")
    assert classes(opened) > 1
    assert opened.desk.stage.is_visible(layer(opened, "zones_provincial")) is not hidden


def test_that_only_what_fits_the_layer_is_offered(shared: MainWindow) -> None:
    dialog = SymbologyDialog(shared.desk, layer(shared, "counties"), shared)
    offered = {dialog.form.rendering.itemData(row) for row in range(dialog.form.rendering.count())}
    assert Rendering.HEAT not in offered
    assert Rendering.GRADUATED in offered
    dialog.reject()


def test_that_categories_come_from_the_data(shared: MainWindow) -> None:
    dialog = SymbologyDialog(shared.desk, layer(shared, "projects"), shared)
    choose(dialog.form, Rendering.CATEGORISED)
    assert dialog.form.table.rowCount() > 1
    count = dialog.form.table.rowCount()
    dialog.form.table.selectRow(0)
    dialog.form.table.remove_selected()
    assert len(dialog.form.look().categories) == count - 1
    dialog.reject()


def test_that_labels_filters_and_scales_reach_the_map(opened: MainWindow) -> None:
    labels = LabelDialog(opened.desk, layer(opened, "enterprises"), opened)
    labels.shown.setChecked(False)
    labels.accept()
    assert layer(opened, "enterprises").label is None
    narrow = FilterDialog(opened.desk, layer(opened, "enterprises"), opened)
    condition = AttributeFilter((FilterRow("industry_code", Comparison.CONTAINS, "26"),))
    narrow.rows.set_filter(condition)
    whole = len(layer(opened, "enterprises").features)
    narrow.accept()
    assert 0 < len(layer(opened, "enterprises").features) < whole
    scales = ScaleDialog(opened.desk, layer(opened, "enterprises"), opened)
    scales.coarsest.setCurrentIndex(scales.coarsest.findData(100_000.0))
    scales.accept()
    assert layer(opened, "enterprises").coarsest == 100_000
    assert any(tag.startswith("已筛选") for tag in layer(opened, "enterprises").tags)


def test_that_a_style_is_copied_to_another_layer(opened: MainWindow) -> None:
    menu = StylingMenu(opened.desk, opened)
    dialog = SymbologyDialog(opened.desk, layer(opened, "zones_national"), opened)
    dialog.form.editor.fill.show_colour("#123456")
    dialog.accept()
    menu.copy(layer(opened, "zones_national"))
    menu.paste(layer(opened, "zones_provincial"))
    assert layer(opened, "zones_provincial").classes[0].symbol.fill == "#123456"
    menu.reset(layer(opened, "zones_provincial"))
    assert layer(opened, "zones_provincial").classes[0].symbol.fill != "#123456"


def test_that_dragged_limits_become_given_ones(shared: MainWindow) -> None:
    dialog = SymbologyDialog(shared.desk, layer(shared, "zones_provincial"), shared)
    choose(dialog.form, Rendering.GRADUATED)
    place = dialog.form.column.findData("within.enterprises")
    dialog.form.column.setCurrentIndex(place)
    dialog.form.column.activated.emit(place)
    dialog._try_out()
    layer(shared, "zones_provincial")
    counts = [dialog.classes.list.model().index(row, 2).data() for row in range(5)]
    assert sum(map(int, counts)) == len(layer(shared, "zones_provincial").features)
    bars = dialog.classes.histogram
    before = list(bars._limits)
    QTest.keyClick(bars, Qt.Key.Key_Right)
    look = dialog.form.look()
    assert look.method is Method.MANUAL
    assert look.breaks[0] > before[0]
    assert look.breaks[1:] == pytest.approx(before[1:])
    dialog.reject()
    wait(lambda: not shared.desk.jobs.jobs)


def test_that_the_filter_counts_all_features_again(opened: MainWindow) -> None:
    every = len(layer(opened, "enterprises").features)
    rule = AttributeFilter((FilterRow("name", Comparison.CONTAINS, "齐河"),))
    opened.desk.styles.choose(LayerStyle(id="enterprises", filter=rule), "筛选")
    dialog = FilterDialog(opened.desk, layer(opened, "enterprises"), opened)
    shown = len(layer(opened, "enterprises").features)
    assert shown < every
    assert dialog.count.text() == f"{every} 个中有 {shown} 个符合"
    dialog.reject()


def test_that_the_scale_on_screen_can_be_taken(shared: MainWindow) -> None:
    view = shared.desk.stage.view
    assert view is not None
    view.scale_changed.emit(123_456.0)
    dialog = ScaleDialog(shared.desk, layer(shared, "waters"), shared)
    dialog._take_current(dialog.coarsest)
    assert dialog.style_now().coarsest == 123_000
    dialog.reject()


def test_that_sums_are_divided_only_by_what_a_layer_has(shared: MainWindow) -> None:
    for name, most in (("zones_provincial", 4), ("enterprises", 3), ("townships", 1)):
        dialog = SymbologyDialog(shared.desk, layer(shared, name), shared)
        assert dialog.form.per.count() == most
        dialog.reject()


def test_that_an_edit_that_fails_is_told(shared: MainWindow) -> None:
    told: list[KnownError] = []
    shared.desk.styles.failed.connect(told.append)

    def refuse(session: Session) -> None:
        raise KnownError("不能写入")

    shared.desk.styles.edit(refuse)
    shared.desk.styles.failed.disconnect(told.append)
    assert [error.what for error in told] == ["不能写入"]


class _Damaged:
    """A project whose styles were altered outside the program."""

    def __init__(self, session: Session) -> None:
        self.table = session.table

    def layer_styles(self) -> tuple[LayerStyle, ...]:
        raise KnownError("读不出图层“zones”的样式")

    def layer_tree(self) -> LayerTree:
        raise AssertionError


def test_that_damaged_styles_keep_nobody_from_the_map(shared: MainWindow) -> None:
    session, model = shared.desk.document.session, shared.desk.stage.model
    assert session is not None
    assert model is not None
    shown = shared.desk.styles.styled(model, _Damaged(session))
    assert shown.layers == model.layers
    assert "图层按默认样式显示" in shown.notes[-1]
