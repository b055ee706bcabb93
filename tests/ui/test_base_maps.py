import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from dzmap.mapping.tiles import TileShelf
from dzmap.readers.base_maps import Tianditu
from dzmap.settings import Settings
from dzmap.ui.base_maps.dialog import BaseMapDialog
from dzmap.ui.shell.main_window import MainWindow
from tests.helpers.base_map_files import plain_png, write_mbtiles
from tests.helpers.tile_service import TileService, tile_service
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_project import sample_file
from tests.ui.conftest import wait

RED = plain_png(255, 0, 0)


def base_file(folder: Path, name: str = "影像") -> Path:
    return write_mbtiles(folder / f"{name}.mbtiles", {(0, 0, 0): RED}, name=name, format="png")


def fake(window: MainWindow) -> FakeMap:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    return view


def told(window: MainWindow) -> list[dict[str, object]]:
    maps = fake(window).sent["baseMaps"]["maps"]
    assert isinstance(maps, list)
    return maps


def shelf(window: MainWindow) -> TileShelf:
    return fake(window).shelf


def drop(window: MainWindow, path: Path) -> None:
    window.accept_path(path)
    wait(lambda: not window.desk.jobs.jobs)


def fills(window: MainWindow) -> set[bool]:
    model = fake(window).model
    assert model is not None
    return {
        bool(entry.symbol.fill)
        for layer in model.layers
        if layer.group == "底图" and layer.kind == "polygon"
        for entry in layer.classes
    }


def test_that_a_dropped_file_lies_under_the_layers(opened: MainWindow, tmp_path: Path) -> None:
    window = opened
    assert True in fills(window)
    drop(window, base_file(tmp_path))
    (shown,) = told(window)
    assert shown["opacity"] == 1.0
    tile = shelf(window).tile(str(shown["id"]), 0, 0, 0)
    assert tile is not None
    assert tile.body == RED
    assert fills(window) == {False}
    window.base_maps.desk.remove(window.base_maps.desk.files[0])
    assert told(window) == []
    assert shelf(window).tile(str(shown["id"]), 0, 0, 0) is None
    assert True in fills(window)


def test_that_files_come_back_with_the_project(opened: MainWindow, tmp_path: Path) -> None:
    window = opened
    session = window.desk.document.session
    assert session is not None
    for name in ("一", "二"):
        drop(window, base_file(tmp_path, name))
    desk = window.base_maps.desk
    desk.set_opacity(desk.files[0], 0.4)
    desk.move(desk.files[0], 1)
    desk.set_visible(desk.files[0], False)
    assert [shown["opacity"] for shown in told(window)] == [0.4]
    window.desk.settings.save()
    assert Settings(window.desk.settings.path).base_maps == window.desk.settings.base_maps
    window.desk.document.close()
    assert told(window) == []
    window.parts.flow.open(session.path)
    wait(lambda: len(desk.files) == 2 and all(shown.facts for shown in desk.files))
    assert [Path(shown.choice.path).stem for shown in desk.files] == ["二", "一"]
    assert [shown["opacity"] for shown in told(window)] == [0.4]


def test_that_a_copy_of_the_project_keeps_them(opened: MainWindow, tmp_path: Path) -> None:
    document = opened.desk.document
    drop(opened, base_file(tmp_path))
    copy = tmp_path / "副本.gpkg"
    document.save_as(copy)
    wait(lambda: not document.saving and not opened.desk.jobs.jobs)
    assert str(copy) in opened.desk.settings.base_maps


def test_that_a_file_that_is_gone_can_be_chosen_again(opened: MainWindow, tmp_path: Path) -> None:
    window, desk = opened, opened.base_maps.desk
    session = window.desk.document.session
    assert session is not None
    path = base_file(tmp_path)
    drop(window, path)
    window.desk.document.close()
    moved = path.rename(tmp_path / "搬走了.mbtiles")
    window.parts.flow.open(session.path)
    wait(lambda: bool(desk.files) and desk.files[0].error is not None)
    assert any("不在了" in message.text for message in window.desk.notices.messages)
    asked: list[object] = []
    desk.file_missing.disconnect()
    desk.file_missing.connect(asked.append)
    dialog = BaseMapDialog(window.desk, desk, window)
    (again,) = [one for one in dialog.findChildren(QPushButton) if one.text() == "重新选择…"]
    again.click()
    assert asked == desk.files
    desk.replace(desk.files[0], moved)
    wait(lambda: len(told(window)) == 1)
    assert desk.files[0].choice.path == str(moved)


def test_that_a_broken_file_is_named_and_not_kept(opened: MainWindow, tmp_path: Path) -> None:
    window = opened
    path = tmp_path / "坏.tif"
    path.write_bytes(b"II*\0 no more")
    drop(window, path)
    assert window.base_maps.desk.files == []
    assert window.desk.notices.messages[-1].text == "不能用作底图"
    assert "坏.tif" in window.desk.notices.messages[-1].details


def test_that_the_dialog_changes_what_is_shown(opened: MainWindow, tmp_path: Path) -> None:
    window = opened
    drop(window, base_file(tmp_path))
    window.parts.actions["base_maps"].trigger()
    dialog = window.findChild(BaseMapDialog)
    assert dialog is not None
    dialog.findChildren(QSlider)[0].setValue(30)
    assert told(window)[0]["opacity"] == 0.3
    box = next(one for one in dialog.findChildren(QCheckBox) if "影像" in one.accessibleName())
    box.click()
    assert told(window) == []


@pytest.fixture
def service() -> Iterator[TileService]:
    with tile_service(RED) as running:
        yield running


@pytest.fixture
def online_window(window: MainWindow, service: TileService, tmp_path: Path) -> MainWindow:
    """A window with a project whose 天地图 is the local service."""
    document = window.desk.document
    window.attach(dataclasses.replace(document.application, online_maps=Tianditu(service.address)))
    window.desk.settings.online_key = "geheim"
    window.parts.flow.open(sample_file(tmp_path))
    wait(lambda: document.session is not None and not window.desk.jobs.jobs)
    return window


def network(window: MainWindow) -> str:
    return window.parts.fields._network.text().strip()


def test_that_nothing_is_asked_for_while_switched_off(
    online_window: MainWindow, service: TileService
) -> None:
    assert told(online_window) == []
    assert network(online_window) == "离线工作"
    assert all(shelf(online_window).tile(f"b{n}", 1, 0, 0) is None for n in range(5))
    assert service.asked == []


def test_that_switching_on_is_marked_and_switching_off_ends_it(
    online_window: MainWindow, service: TileService
) -> None:
    window, desk = online_window, online_window.base_maps.desk
    desk.set_online(on=True, style="img", key="geheim")
    ground, names = told(window)
    assert network(window) == "在线底图"
    assert shelf(window).tile(str(ground["id"]), 1, 0, 0) is not None
    assert "天地图" in str(ground["attribution"])
    assert len(service.asked) == 1
    desk.set_online(on=False, style="img", key="geheim")
    assert network(window) == "离线工作"
    assert told(window) == []
    assert shelf(window).tile(str(names["id"]), 1, 0, 0) is None
    assert len(service.asked) == 1


def test_that_it_stays_off_without_a_key(online_window: MainWindow, qapp: QApplication) -> None:
    window = online_window
    window.desk.settings.online_key = ""
    window.base_maps.open()
    dialog = window.findChild(BaseMapDialog)
    assert dialog is not None
    box = next(one for one in dialog.findChildren(QCheckBox) if "天地图" in one.text())
    dialog.findChildren(QLineEdit)[0].clear()
    box.click()
    assert not box.isChecked()
    assert not window.desk.settings.online_map


def test_that_a_failing_service_is_told_once(
    online_window: MainWindow, service: TileService, qtbot: QtBot
) -> None:
    window = online_window
    service.status = 403
    window.base_maps.desk.set_online(on=True, style="vec", key="falsch")
    for shown in told(window):
        tile = shelf(window).tile(str(shown["id"]), 1, 0, 0)
        assert tile is not None
        assert tile.mime == "image/png"
    said = window.desk.notices.messages
    wait(lambda: bool(said))
    qtbot.wait(1200)
    assert [message.text for message in said] == [
        "天地图暂时取不到（密钥无效或用量已满），缺的地方显示为灰色。"
    ]
