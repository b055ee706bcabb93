"""The rows in which conditions on attributes are written."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from dzmap.core.attribute_filter import AttributeFilter, Comparison, FilterRow
from dzmap.services.style_columns import StyleColumn
from dzmap.ui.filter_rows import FilterRows
from dzmap.ui.theme.theme import Theme

COLUMNS = (
    StyleColumn(name="name", zh="名称"),
    StyleColumn(name="tax", zh="税收", unit="万元", kind="real"),
)


def rows_of(qtbot: QtBot, theme: Theme) -> FilterRows:
    rows = FilterRows(theme, COLUMNS, lambda _: ("甲", "乙"))
    qtbot.addWidget(rows)
    return rows


def test_that_a_condition_comes_back_as_it_was(qtbot: QtBot, theme: Theme) -> None:
    rows = rows_of(qtbot, theme)
    wanted = AttributeFilter(
        (
            FilterRow("tax", Comparison.AT_LEAST, "1,200"),
            FilterRow("name", Comparison.CONTAINS, "齐河"),
            FilterRow("name", Comparison.GIVEN),
        ),
        any_of=True,
    )
    rows.set_filter(wanted)
    assert rows.filter() == wanted
    rows.set_filter(None)
    assert rows.filter() == AttributeFilter()


def test_that_an_incomplete_row_is_no_condition(qtbot: QtBot, theme: Theme) -> None:
    rows = rows_of(qtbot, theme)
    add = next(b for b in rows.findChildren(QPushButton) if b.text() == "添加条件")
    with qtbot.waitSignal(rows.changed):
        add.click()
    assert rows.filter() is None
    field = rows.findChildren(QLineEdit)[-1]
    QTest.keyClicks(field, "x")
    assert rows.filter() == AttributeFilter((FilterRow("name", Comparison.EQUAL, "x"),))


def test_that_words_in_a_number_column_are_refused(qtbot: QtBot, theme: Theme) -> None:
    rows = rows_of(qtbot, theme)
    rows.set_filter(AttributeFilter((FilterRow("tax", Comparison.ABOVE, "很多"),)))
    assert rows.filter() is None
    rows.set_filter(AttributeFilter((FilterRow("gone", Comparison.EQUAL, "1"),)))
    assert rows.filter() is None
