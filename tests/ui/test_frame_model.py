import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from dzmap.ui.tables.column_filter import ColumnFilterDialog, range_filter, text_filter
from dzmap.ui.tables.frame_model import Filter, FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.tables.header_menu import header_menu

NAME = FrameColumn(name="name", header="企业名称")
TAX = FrameColumn(name="tax", header="税收 万元", number=True)
COUNT = FrameColumn(name="count", header="人数 人", number=True, decimals=0)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": ["a", "b", "c", "d"],
            "name": ["齐河食品", "德州装备", None, "<img src=x>"],
            "tax": [1486.2, np.nan, 0.0, 12.345],
            "count": pd.array([3, None, 20, 1], dtype="Int64"),
        }
    )


@pytest.fixture
def model(qtbot: QtBot) -> FrameModel:
    model = FrameModel()
    model.set_frame(frame(), [NAME, TAX, COUNT])
    return model


def shown(model: FrameModel, column: int = 0) -> list[object]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def test_that_the_model_keeps_qts_rules(qtbot: QtBot, model: FrameModel) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.set_filter(text_filter(NAME, "德"))
    model.drop_filter("column name")
    model.set_frame(frame().iloc[:0], [NAME])
    model.set_frame(frame(), [NAME, TAX], pinned=frame().iloc[:1])
    model.sort(-1)
    assert tester.model() is model


def test_that_cells_say_what_is_missing(model: FrameModel) -> None:
    assert shown(model, 1) == ["1,486.20", "未填报", "0.00", "12.35"]
    assert shown(model, 0)[2] == "—"
    assert shown(model, 2) == ["3", "未填报", "20", "1"]


def test_that_numbers_stand_right_and_headers_carry_units(model: FrameModel) -> None:
    side = model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)
    assert side & Qt.AlignmentFlag.AlignRight
    assert model.headerData(1, Qt.Orientation.Horizontal) == "税收 万元"


@pytest.mark.parametrize("order", Qt.SortOrder)
def test_that_missing_values_sort_to_the_end(model: FrameModel, order: Qt.SortOrder) -> None:
    model.sort(1, order)
    assert shown(model, 1)[-1] == "未填报"


def test_that_filters_add_up_and_can_be_taken_away(model: FrameModel) -> None:
    model.set_filter(range_filter(TAX, 0, None))
    assert model.ids(range(model.shown_count())) == ["a", "c", "d"]
    model.set_filter(
        Filter("odd", "奇数", lambda rows: (rows["count"] == 3).fillna(False).to_numpy(bool))
    )
    assert model.ids(range(model.shown_count())) == ["a"]
    model.drop_filter("odd")
    model.drop_filter("column tax")
    assert model.shown_count() == 4


def test_that_pinned_rows_stay_at_the_end(qtbot: QtBot, model: FrameModel) -> None:
    pinned = pd.DataFrame({"id": ["rest"], "name": ["未落图"], "tax": [5.0]})
    model.set_frame(frame(), [NAME, TAX], pinned=pinned)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    model.set_filter(text_filter(NAME, "齐河"))
    assert shown(model) == ["齐河食品", "未落图"]
    assert model.ids([0, 1]) == ["a"]


def test_that_a_million_rows_cost_nothing_until_seen(qtbot: QtBot) -> None:
    model = FrameModel()
    count = 1_000_000
    rows = pd.DataFrame({"id": np.arange(count).astype(str), "tax": np.arange(count, dtype=float)})
    model.set_frame(rows, [TAX])
    assert model.rowCount() == count
    assert model.index(count - 1, 0).data() == "999,999.00"


def test_that_copying_takes_the_header_and_plain_numbers(qtbot: QtBot, model: FrameModel) -> None:
    view = FrameView(model)
    qtbot.addWidget(view)
    view.show_selected(["a", "b"])
    view.copy_selected()
    assert QGuiApplication.clipboard().text() == (
        "企业名称\t税收 万元\t人数 人\n齐河食品\t1486.20\t3\n德州装备\t\t\n"
    )


def test_that_choosing_rows_tells_their_ids_and_showing_them_does_not(
    qtbot: QtBot, model: FrameModel
) -> None:
    view = FrameView(model)
    qtbot.addWidget(view)
    told: list[list[str]] = []
    view.chosen.connect(told.append)
    view.show_selected(["c"])
    assert told == []
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().select(model.index(3, 0), flags.ClearAndSelect | flags.Rows)
    assert told == [["d"]]


def test_that_selected_rows_survive_sorting(qtbot: QtBot, model: FrameModel) -> None:
    view = FrameView(model)
    qtbot.addWidget(view)
    view.show_selected(["a"])
    model.sort(0, Qt.SortOrder.DescendingOrder)
    assert model.ids(view.selected_rows()) == ["a"]


def scattered(qtbot: QtBot, count: int) -> tuple[FrameView, pd.DataFrame]:
    rows = pd.DataFrame(
        {"id": [f"e{place}" for place in range(count)], "name": "厂", "tax": range(count, 0, -1)}
    )
    model = FrameModel()
    model.set_frame(rows, [NAME, TAX])
    view = FrameView(model)
    qtbot.addWidget(view)
    return view, rows


@pytest.mark.parametrize("count", [20, 2_000])
def test_that_scattered_rows_stay_selected_when_rows_move(qtbot: QtBot, count: int) -> None:
    view, rows = scattered(qtbot, count)
    wanted = rows["id"].iloc[::2].tolist()
    view.show_selected(wanted)
    assert view.frame_model.ids(view.selected_rows()) == wanted
    view.frame_model.sort(1)
    assert sorted(view.frame_model.ids(view.selected_rows())) == sorted(wanted)
    view.frame_model.set_filter(range_filter(TAX, None, 10))
    assert set(view.frame_model.ids(view.selected_rows())) <= set(wanted)
    assert len(view.selected_rows()) == 5


def test_that_a_click_replaces_many_selected_rows(qtbot: QtBot) -> None:
    view, rows = scattered(qtbot, 2_000)
    view.show_selected(rows["id"].iloc[::2])
    assert view.is_marked(0)
    assert not view.is_marked(1)
    with qtbot.waitSignal(view.chosen) as told:
        view.selectRow(7)
    assert told.args == [["e7"]]
    assert view.selected_rows() == [7]


def test_that_chinese_texts_sort_by_pinyin(model: FrameModel) -> None:
    model.sort(0)
    assert shown(model) == ["<img src=x>", "德州装备", "齐河食品", "—"]


@pytest.mark.parametrize(
    ("cell", "copied"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("齐河\t食品\n厂", "齐河 食品 厂"),
        ("食品-1", "食品-1"),
    ],
)
def test_that_copied_texts_are_no_formulas_and_stay_in_their_cell(cell: str, copied: str) -> None:
    assert NAME.copied(cell) == copied


def test_that_columns_are_chosen_in_the_header_menu_and_copied_as_shown(
    qtbot: QtBot, model: FrameModel
) -> None:
    view = FrameView(model)
    qtbot.addWidget(view)
    view.horizontalHeader().moveSection(2, 1)
    view.selectRow(0)
    view.copy_selected()
    assert QGuiApplication.clipboard().text().startswith("企业名称\t人数 人\t税收 万元\n")
    menu = header_menu(view, 1)
    (chooser,) = (action.menu() for action in menu.actions() if action.menu() is not None)
    tax, count = chooser.actions()  # type: ignore[attr-defined]
    tax.setChecked(False)
    view.copy_selected()
    assert QGuiApplication.clipboard().text() == "企业名称\t人数 人\n齐河食品\t3\n"
    tax.setChecked(True)
    assert not view.isColumnHidden(1)
    assert count.isChecked()


@pytest.mark.parametrize(("column", "left"), [(NAME, ["c"]), (TAX, ["b"])])
def test_that_rows_without_a_value_can_be_found(
    qtbot: QtBot, model: FrameModel, column: FrameColumn, left: list[str]
) -> None:
    dialog = ColumnFilterDialog(column)
    qtbot.addWidget(dialog)
    box = dialog.findChild(QCheckBox)
    assert box is not None
    box.setChecked(True)
    (go,) = (one for one in dialog.findChildren(QPushButton) if one.isDefault())
    go.click()
    assert dialog.filter is not None
    model.set_filter(dialog.filter)
    assert model.ids(range(model.shown_count())) == left
