"""Each line of the accessibility rules that can be checked by walking through the window."""

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QToolBar,
    QWidget,
)

from dzmap.ui.pages import PAGES
from dzmap.ui.shell.main_window import MainWindow
from tests.ui.conftest import wait

KEYS = [entry.key for entry in PAGES]
_USED = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
_INNER = (QHeaderView, QScrollBar, QTabBar)
_LONGEST_STAY = 12  # presses of Tab that a single widget may take, such as a table with its cells


def _show(window: MainWindow, key: str) -> None:
    window.choose_task(key)
    window.desk.selection.set("zones", ["37201047"])
    wait(lambda: not window.desk.jobs.jobs)


def _name(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def _controls(window: MainWindow) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, _USED) or isinstance(widget, _INNER) or not widget.isVisible():
            continue
        parent = widget.parent()
        inner = isinstance(parent, (QComboBox, QAbstractSpinBox, QTabBar, QLineEdit, QToolBar))
        painted = (
            isinstance(widget, QAbstractItemView) and widget.focusPolicy() == Qt.FocusPolicy.NoFocus
        )
        hidden_part = painted or widget.objectName().startswith("qt_")
        if not inner and not hidden_part:
            yield widget


def _where(widget: QWidget) -> str:
    chain = [type(widget).__name__]
    parent = widget.parent()
    while parent is not None and len(chain) < 5:
        chain.append(type(parent).__name__)
        parent = parent.parent()
    return " < ".join(chain)


@pytest.mark.parametrize("key", KEYS)
def test_that_every_control_has_a_name(shared: MainWindow, key: str) -> None:
    _show(shared, key)
    assert [_where(widget) for widget in _controls(shared) if not _name(widget).strip()] == []


def test_that_every_entry_of_every_menu_has_a_text(shared: MainWindow) -> None:
    for key in KEYS:
        _show(shared, key)
    actions: list[QAction] = []
    for menu in shared.findChildren(QMenu):
        actions += [action for action in menu.actions() if not action.isSeparator()]
    assert len(actions) > 30
    assert [action for action in actions if not action.text().strip()] == []


@pytest.mark.parametrize("key", KEYS)
def test_that_tab_gets_round_and_is_trapped_nowhere(shared: MainWindow, key: str) -> None:
    _show(shared, key)
    shared.activateWindow()
    shared.parts.strip.setFocus()
    seen: Counter[int] = Counter()
    stays, last = 0, None
    for _ in range(400):
        focus = QApplication.focusWidget() or shared
        stays = stays + 1 if focus is last else 0
        assert stays <= _LONGEST_STAY, f"Tab stays in {_where(focus)}"
        last = focus
        seen[id(focus)] += 1
        if seen[id(focus)] > 3 and len(seen) > 5:
            break
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert len(seen) > 5
    assert max(seen.values()) > 1, "Tab never came round"
