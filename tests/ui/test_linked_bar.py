from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dzmap.services.details_model import Bar, BarList
from dzmap.ui.overlay.bar_row import BarRows, PlanBar
from dzmap.ui.selection import Selection
from dzmap.ui.theme.theme import Theme


def test_that_a_bar_of_the_details_opens_its_park_by_click_and_key(theme: Theme) -> None:
    parts = (
        Bar(label="甲园", figures="1 / 2", share=0.5, percent="50 %", link=("parks", "a")),
        Bar(label="未分区", figures="1 / 1", share=1.0, percent="100 %"),
    )
    total = Bar(label="合计", figures="2 / 3", share=0.67, percent="67 %")
    rows = BarRows(theme, BarList(title="园区", caption="", bars=parts, total=total))
    opened = []
    rows.opened.connect(lambda table, key: opened.append((table, key)))
    linked, plain = rows.findChildren(PlanBar)
    QTest.mouseClick(linked, Qt.MouseButton.LeftButton)
    QTest.keyClick(linked, Qt.Key.Key_Return)
    QTest.mouseClick(plain, Qt.MouseButton.LeftButton)
    assert opened == [("parks", "a"), ("parks", "a")]
    assert plain.focusPolicy() is Qt.FocusPolicy.NoFocus
    rows.deleteLater()


def test_that_ctrl_adds_rows_and_takes_them_away_again(qapp: QApplication) -> None:
    selection = Selection()
    selection.pick("zones", ["a"], add=False)
    selection.pick("zones", ["b", "a"], add=True)
    assert selection.ids == ("a", "b")
    selection.pick("zones", ["a"], add=True)
    assert list(selection.ids) == ["b"]
    selection.pick("parks", ["p"], add=True)
    assert (selection.table, list(selection.ids)) == ("parks", ["p"])
    selection.pick("parks", ["p"], add=True)
    assert selection.table == ""
