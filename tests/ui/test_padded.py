"""Spin boxes line up with the fields around them."""

import re
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import dzmap.ui
from dzmap.ui.padded import padded
from dzmap.ui.theme.theme import Theme


def test_that_the_text_of_a_spin_box_stands_below_that_of_a_field(
    qtbot: QtBot, theme: Theme
) -> None:
    form, field, spin = QWidget(), QLineEdit(), padded(QSpinBox())
    qtbot.addWidget(form)
    box = QVBoxLayout(form)
    box.addWidget(field)
    box.addWidget(spin)
    form.show()
    lefts = []
    for line in (field, spin.lineEdit()):
        line.home(False)
        lefts.append(line.mapTo(form, QPoint(line.cursorRect().center())).x())
    assert abs(lefts[0] - lefts[1]) <= 1


def test_that_every_spin_box_is_padded() -> None:
    for path in Path(dzmap.ui.__file__).parent.rglob("*.py"):
        assert not re.search(r"(?<!padded\()\bQ(Double)?SpinBox\(", path.read_text("utf-8")), path
