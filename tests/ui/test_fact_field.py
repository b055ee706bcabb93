"""Fields of facts: messy amounts, units, choices."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from dzmap.ui.fact_field import FactField


@pytest.mark.parametrize(
    ("fact", "text", "value", "note"),
    [
        ("total_invest_wan_yuan", "12000", 12000.0, ""),
        ("total_invest_wan_yuan", "12,000.5", 12000.5, ""),
        ("total_invest_wan_yuan", "1.2亿", 12000.0, "按 12,000 万元读取"),
        ("total_invest_wan_yuan", "３０００", 3000.0, "按 3,000 万元读取"),
        ("land_mu", "2公顷", 30.0, "按 30 亩读取"),
        ("land_mu", "３０亩", 30.0, "按 30 亩读取"),
        ("land_mu", "30 平方公里亩", None, "？"),
        ("land_mu", "-3", None, "不会是这个数。"),
        ("green_ratio", "15", 0.15, ""),
        ("green_ratio", "15%", 0.15, "按 15 %读取"),
        ("green_ratio", "0.15", 0.0015, "按 0.15 % 读取；小数请乘以 100。"),
        ("green_ratio", "150", None, "不会是这个数。"),
        ("tax_wan_yuan", "-20", -20.0, ""),
        ("tax_wan_yuan", "未填报", None, ""),
    ],
)
def test_that_amounts_are_read_as_people_write_them(
    qtbot: QtBot, fact: str, text: str, value: float | None, note: str
) -> None:
    field = FactField(fact)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.changed):
        QTest.keyClicks(field.edit, "x")
    assert isinstance(field.edit, QLineEdit)
    field.edit.setText(text)
    field.edit.textEdited.emit(text)
    found = field.value()
    assert found == (pytest.approx(value) if value is not None else None)
    if note == "？":
        assert field.fault()
        assert field.note.text() == field.fault()
    else:
        assert field.note.text().replace(" ", "") == note.replace(" ", "")
    assert bool(field.edit.property("invalid")) is bool(field.fault())


def test_that_choices_and_words_come_back(qtbot: QtBot) -> None:
    action, products = FactField("action"), FactField("products")
    for field in (action, products):
        qtbot.addWidget(field)
    assert isinstance(action.edit, QComboBox)
    assert action.value() is None
    action.show_value("技改")
    assert action.value() == "技改"
    action.show_value("搬迁")  # not among the choices, and yet what the row says
    assert action.value() == "搬迁"
    action.show_value(None)
    assert (action.value(), action.filled) == (None, False)
    products.show_value("氯气;烧碱")
    assert products.value() == "氯气;烧碱"


def test_that_numbers_are_shown_without_noise(qtbot: QtBot) -> None:
    land, share = FactField("land_mu"), FactField("green_ratio")
    for field, value, text in ((land, 1234.5, "1,234.5"), (share, 0.07, "7")):
        qtbot.addWidget(field)
        field.show_value(value)
        assert isinstance(field.edit, QLineEdit)
        assert field.edit.text() == text
        assert field.value() == pytest.approx(value)
        assert field.note.text() == ""
