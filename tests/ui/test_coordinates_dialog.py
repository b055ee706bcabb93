from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from dzmap.ui.coordinates.desk import CoordinatesDesk
from dzmap.ui.coordinates.dialog import CoordinatesDialog
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.ui_grab import grab
from tests.ui.conftest import wait

TEXT = "J1 4079009.353 39480849.737\n乙 没有测\n１１６．７９，３６．８５\n"


def settle(window: MainWindow) -> None:
    wait(lambda: not window.desk.jobs.jobs)


@pytest.fixture
def dialog(shared: MainWindow) -> Iterator[CoordinatesDialog]:
    """The dialog with a pasted list."""
    shared.parts.actions["coordinates"].trigger()
    found = next(one for one in shared.findChildren(CoordinatesDialog) if one.isVisible())
    found.field.setPlainText(TEXT)
    wait(lambda: found.frame is not None)
    settle(shared)
    yield found
    found.close()


def desk(window: MainWindow) -> CoordinatesDesk:
    return next(one for one in window.findChildren(CoordinatesDesk) if one.dialog is not None)


def test_that_a_pasted_list_is_shown_with_what_was_not_read(
    shared: MainWindow, dialog: CoordinatesDialog
) -> None:
    assert dialog.note.text() == "3 行，读出 2 行，没有读出 1 行"
    cells = [dialog.model.index(0, at).data() for at in range(dialog.model.columnCount())]
    assert cells[:2] == ["1", "J1 4079009.353 39480849.737"]
    assert cells[3:5] == ["116.78530000", "36.84210000"]
    assert cells[8] == "39480849.737"
    dialog.unread.click()
    assert dialog.model.shown_count() == 1
    assert str(dialog.model.index(0, 2).data()).startswith("✕ 没有坐标")
    dialog.unread.click()
    dialog.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 4
    assert lines[1].split("\t")[7:9] == ["480849.737", "39480849.737"]
    grab(dialog, "coordinates")


def test_that_a_file_is_read_and_the_result_written(
    shared: MainWindow, dialog: CoordinatesDialog, tmp_path: Path
) -> None:
    file = tmp_path / "界址点.csv"
    file.write_bytes("点号,经度,纬度\n甲,116.78,36.84\n".encode("gbk"))
    desk(shared).read_file(file)
    settle(shared)
    assert dialog.note.text().startswith("1 行，读出 1 行")
    assert dialog.field.toPlainText() == ""
    desk(shared).write(tmp_path / "换算.csv")
    settle(shared)
    assert "116.78" in (tmp_path / "换算.csv").read_text("utf-8-sig")
    desk(shared).read_file(tmp_path / "没有.csv")
    settle(shared)
    assert "找不到这个文件" in dialog.note.text()


def test_that_the_places_come_on_the_map_and_go_again(
    shared: MainWindow, dialog: CoordinatesDialog
) -> None:
    QTest.mouseClick(dialog.on_map, Qt.MouseButton.LeftButton)
    layer = shared.desk.stage.layer("coordinates")
    assert layer is not None
    assert list(layer.features["name"]) == ["J1", "3"]
    desk(shared).clear_map()
    assert shared.desk.stage.layer("coordinates") is None
