"""The industry picker, the field for one industry, and the look-up dialog."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from dzmap.core.industry_search import IndustrySearch
from dzmap.readers.reference import BundledReference
from dzmap.services.industries import industry_search
from dzmap.ui.industries.field import IndustryField
from dzmap.ui.industries.lookup_dialog import IndustryLookup
from dzmap.ui.industries.picker import IndustryPicker
from dzmap.ui.industries.tree_model import IndustryModel
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_grab import grab

COUNTS = {"C": 1624, "36": 58, "361": 2, "3611": 2, "367": 41, "3670": 41, "39": 47}


@pytest.fixture(scope="module")
def search() -> IndustrySearch:
    return industry_search(BundledReference())


@pytest.fixture
def picker(qtbot: QtBot, theme: Theme, search: IndustrySearch) -> IndustryPicker:
    picker = IndustryPicker(theme, search, COUNTS)
    qtbot.addWidget(picker)
    picker.resize(390, 420)
    picker.show()
    return picker


def _chips(picker: IndustryPicker) -> dict[str, QToolButton]:
    return {
        chip.text(): chip
        for chip in picker.findChildren(QToolButton)
        if chip.property("industry") and not chip.isHidden()
    }


def test_that_the_model_is_a_sound_tree(search: IndustrySearch) -> None:
    model = IndustryModel(search.tree, COUNTS)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 20
    model.show_only(["3670"])
    assert model.rowCount() == 1
    index = model.index_of("3670")
    assert index.parent().parent().parent() == model.index_of("C")
    assert model.index_of("2614").isValid() is False
    assert model.data(index) == "3670　汽车零部件及配件制造"
    assert model.data(index.siblingAtColumn(1)) == "41"


def test_that_search_and_keys_choose_an_industry(picker: IndustryPicker, qtbot: QtBot) -> None:
    with qtbot.waitSignal(picker.changed):
        QTest.keyClicks(picker.field, "qichelingbujian")
        QTest.keyClick(picker.field, Qt.Key.Key_Return)
    assert picker.codes() == (("367",), ())
    QTest.keyClick(picker.field, Qt.Key.Key_Down)
    assert picker.view.currentIndex() == picker.model.index_of("367")
    with qtbot.waitSignal(picker.changed):
        QTest.keyClick(picker.view, Qt.Key.Key_Space)
    assert picker.codes() == ((), ())
    picker.field.setFocus()
    QTest.keyClick(picker.field, Qt.Key.Key_Escape)
    assert picker.field.text() == ""
    assert picker.model.rowCount() == 20


def test_that_chips_show_and_remove_the_scope(picker: IndustryPicker, qtbot: QtBot) -> None:
    picker.set_codes(("C", "9999"), ("39",))
    picker.field.setText("qiche")
    grab(picker, "industry-picker")
    chips = _chips(picker)
    assert set(chips) == {
        "C 制造业",
        "9999（没有这个代码）",
        "C39 计算机、通信和其他电子设备制造业",
    }
    state = picker.model.data(picker.model.index_of("C"), Qt.ItemDataRole.CheckStateRole)
    assert state is Qt.CheckState.PartiallyChecked
    with qtbot.waitSignal(picker.changed):
        chips["C 制造业"].click()
    assert picker.codes() == (("9999",), ())


def test_that_showing_a_scope_tells_nobody(picker: IndustryPicker, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(picker.changed):
        picker.set_codes(("26",))
        picker.set_counts({"26": 7})
    assert picker.model.data(picker.model.index_of("26").siblingAtColumn(1)) == "7"


def test_that_a_field_reads_codes_and_names(qtbot: QtBot, search: IndustrySearch) -> None:
    field = IndustryField(search)
    qtbot.addWidget(field)
    field.show()
    QTest.keyClicks(field.line, "C3670")
    assert field.code() == "3670"
    field.line.setText("有机化学原料制造")
    assert field.code() == "2614"
    with qtbot.waitSignal(field.changed):
        field.line.setText("3610")
    assert field.code() == ""
    assert "2017 版为 C3611" in field.note.text()
    field.set_code("1713")
    assert (field.code(), field.line.text()) == ("1713", "C1713 棉印染精加工")
    field.line.setText("飞船")
    assert (field.code(), field.note.text()) == ("", "没有找到“飞船”")


def test_that_the_look_up_explains_codes_of_2011(qtbot: QtBot, search: IndustrySearch) -> None:
    dialog = IndustryLookup(search, COUNTS)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.hits.topLevelItemCount() == 20
    assert "A01 农业" in dialog.note.text()
    QTest.keyClicks(dialog.line, "3660")
    grab(dialog, "industry-lookup")
    rows = dialog.hits.findItems("C36", Qt.MatchFlag.MatchStartsWith)
    assert [(row.text(0), row.text(3)) for row in rows] == [("C3660", ""), ("C3670", "41")]
    assert "按 2011 版填报的改为 C3670" in dialog.note.text()
    QTest.keyClick(dialog.line, Qt.Key.Key_Down)
    QTest.keyClick(dialog.hits, Qt.Key.Key_Down)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == "3670"
    dialog.line.setText("9999")
    assert not dialog.copy.isEnabled()
    assert "不是 GB/T 4754-2017 的行业代码" in dialog.note.text()
