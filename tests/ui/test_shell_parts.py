from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from dzmap.core.degrees import degrees_text
from dzmap.core.problems import KnownError
from dzmap.settings import Settings
from dzmap.ui.context import Context
from dzmap.ui.dialogs import SettingsDialog, parsed_place
from dzmap.ui.map.go_to import GoToDialog
from dzmap.ui.map.menu import coordinate_texts
from dzmap.ui.notices import Banner, Notices
from dzmap.ui.overlay.layer_panel import LayerPanel
from dzmap.ui.recent import spoken_time
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.shell.status_fields import SCALES, parsed_scale, spoken_scale
from dzmap.ui.shell.workspace import Workspace
from dzmap.ui.shortcuts import SHORTCUTS, ShortcutsDialog
from dzmap.ui.tables.table_panel import TablePanel
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab


@pytest.mark.parametrize(
    ("denominator", "text"),
    [(300_000, "1:300 000"), (1_262_345, "1:1 260 000"), (998, "1:998"), (float("nan"), "1:—")],
)
def test_that_scales_read_with_spaces(denominator: float, text: str) -> None:
    assert spoken_scale(denominator) == text


@pytest.mark.parametrize(
    ("text", "denominator"),
    [
        ("1:300 000", 300_000),
        ("比例尺 1:5 000", 5000),
        ("1：25000", 25_000),
        ("x", None),
        ("0", None),
    ],
)
def test_that_typed_scales_are_understood(text: str, denominator: float | None) -> None:
    assert parsed_scale(text) == denominator


def test_that_the_offered_scales_are_round() -> None:
    assert SCALES[0] == 2_000_000
    assert 250_000 in SCALES
    assert list(SCALES) == sorted(SCALES, reverse=True)


def test_that_degrees_can_be_sexagesimal() -> None:
    assert degrees_text(116.7853, 36.8421, sexagesimal=False) == "116.7853°E 36.8421°N"
    assert degrees_text(116.5, 36.999999, sexagesimal=True) == "116°30′00.0″E 37°00′00.0″N"


@pytest.mark.parametrize(
    "text",
    [
        "116.75, 36.79",
        "36.79 116.75",
        "１１６．７５，３６．７９",
        "X 4073235.238 Y 477686.014",
        "39477686.014 4073235.238",
        "116°45′00″E 36°47′24″N",
        "北纬36度47分24秒 东经116度45分",
        "116.7500°E 36.7900°N",
        "X=4073235.238，Y=39477686.014",
    ],
)
def test_that_coordinates_are_read_in_any_notation(text: str) -> None:
    place = parsed_place(text)
    assert place == pytest.approx((116.75, 36.79), abs=1e-6)


@pytest.mark.parametrize("text", ["", "116.75", "121.47, 31.23", "1 2 3", "德州"])
def test_that_what_is_no_place_in_dezhou_is_refused(text: str) -> None:
    assert parsed_place(text) is None


def test_that_the_go_to_dialog_enables_its_button_for_a_place(qtbot: QtBot) -> None:
    dialog = GoToDialog()
    qtbot.addWidget(dialog)
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == "转到")
    assert not button.isEnabled()
    dialog.field.setText("116.75 36.79")
    assert button.isEnabled()
    assert dialog.place == pytest.approx((116.75, 36.79))
    assert "X 4073235.238 Y 39477686.014" in [label.text() for label in dialog.notations]
    dialog.field.setText("121.47, 31.23")
    assert not button.isEnabled()
    assert dialog.note.text().startswith("经纬度，但不在德州市范围内")


def test_that_a_place_can_be_copied_in_four_notations() -> None:
    texts = [text for _, text in coordinate_texts(116.75, 36.79)]
    assert texts[0] == "116.750000, 36.790000"
    assert texts[2] == "X 4073235.238 Y 477686.014"
    assert texts[3] == "X 4073235.238 Y 39477686.014"


def test_that_the_day_follows_the_year_until_it_is_chosen(settings: Settings) -> None:
    context = Context(settings)
    context.set_year(2020)
    assert context.as_of == date(2020, 12, 31)
    context.set_as_of(date(2021, 6, 30))
    context.set_year(2022)
    assert context.as_of == date(2021, 6, 30)


def test_that_times_are_told_as_people_say_them() -> None:
    today = date(2022, 1, 15)
    assert spoken_time("2022-01-15T10:32:00", today) == "今天 10:32"
    assert spoken_time("2022-01-14T16:05:00", today) == "昨天 16:05"
    assert spoken_time("2021-12-01T08:00:00", today) == "2021-12-01"
    assert spoken_time("不是时间", today) == ""


def test_that_every_key_is_listed_once(qtbot: QtBot, theme: Theme) -> None:
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "shortcuts")
    assert dialog.findChildren(QTableWidget)[0].rowCount() == len(SHORTCUTS)
    # The same key may mean two things only where different views have the focus.
    keys = [(shortcut.group, key) for shortcut in SHORTCUTS.values() for key in shortcut.keys]
    assert len(keys) == len(set(keys))


def test_that_every_listed_key_does_something(shared: MainWindow) -> None:
    by_the_views = {"Ctrl+C", "Ctrl+A"}
    owned = {
        key.toString()
        for action in [*shared.actions(), *shared.parts.strip.actions()]
        for key in action.shortcuts()
    }
    listed = {
        key
        for shortcut in SHORTCUTS.values()
        if shortcut.group == SHORTCUTS["new"].group
        for key in shortcut.keys
    }
    assert listed - owned - by_the_views == set()


def test_that_settings_are_written_only_when_kept(
    qtbot: QtBot, settings: Settings, theme: Theme
) -> None:
    dialog = SettingsDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    grab(dialog, "settings")
    dialog.author.setText(" 张三 ")
    dialog.theme.setCurrentIndex(dialog.theme.findData("dark"))
    assert settings.author == ""
    dialog.apply()
    assert (settings.author, settings.theme) == ("张三", "dark")


def test_that_notices_show_one_toast_and_named_banners(qtbot: QtBot, theme: Theme) -> None:
    notices = Notices()
    workspace = Workspace(theme, notices, QWidget())
    qtbot.addWidget(workspace)
    workspace.resize(900, 400)
    workspace.show()
    undone: list[bool] = []
    notices.banner(
        "warn", "判定日已改为 2022-06-30，结果按旧日期得出。", ("重新审查", print), key="a"
    )
    notices.banner("warn", "判定日已改为 2021-06-30，结果按旧日期得出。", None, key="a")
    notices.error(
        KnownError("打不开这个文件", file="a.shp", reason="缺少 .shx", remedy="放到一起再试。")
    )
    notices.toast("已导入 117 家企业", ("撤销", lambda: undone.append(True)))
    stack = workspace.banners
    qtbot.waitUntil(lambda: sum(b.isVisible() for b in stack.findChildren(Banner)) == 2)
    grab(workspace, "notices")
    button = next(b for b in workspace.findChildren(QPushButton) if b.text() == "撤销")
    button.click()
    assert undone == [True]
    assert [message.kind for message in notices.messages] == ["warn", "warn", "error"]


def tree_of(window: MainWindow) -> LayerPanel:
    panel = window.parts.left_dock.tabs.widget(0)
    assert isinstance(panel, LayerPanel)
    return panel


def fake_map(window: MainWindow) -> FakeMap:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    return view


def test_that_switching_a_group_switches_its_layers(shared: MainWindow) -> None:
    model = tree_of(shared)._model
    group = model.item(0)
    group.setCheckState(Qt.CheckState.Checked)
    assert fake_map(shared).visible == {"projects": True, "upgrades": True}
    group.child(0).setCheckState(Qt.CheckState.Unchecked)
    assert group.checkState() is Qt.CheckState.PartiallyChecked
    assert fake_map(shared).visible["enterprises"] is False
    group.setCheckState(Qt.CheckState.Checked)


def test_that_moving_a_layer_changes_only_its_group(shared: MainWindow) -> None:
    panel = tree_of(shared)
    before = [layer.id for layer in shared.desk.stage.layers()]
    panel._tree.shift(panel._model.position("upgrades"), -1)
    after = fake_map(shared).order
    assert sorted(after) == sorted(before)
    points = {"enterprises", "projects", "upgrades"}
    assert [layer for layer in after if layer not in points] == [
        layer for layer in before if layer not in points
    ]
    assert after.index("upgrades") > after.index("projects")
    panel._tree.shift(panel._model.position("upgrades"), 1)


def test_that_opacity_reaches_the_map_and_stays(shared: MainWindow) -> None:
    panel = tree_of(shared)
    panel._tree.setCurrentIndex(panel._model.position("zones_provincial"))
    panel._foot.opacity.setValue(40)
    assert fake_map(shared).opacities["zones_provincial"] == pytest.approx(0.4)
    layer = shared.desk.stage.layer("zones_provincial")
    assert layer is not None
    assert shared.desk.stage.opacity(layer) == pytest.approx(0.4)
    panel._foot.opacity.setValue(100)


def test_that_the_layer_filter_hides_what_does_not_match(shared: MainWindow) -> None:
    panel = tree_of(shared)
    panel._filter.setText("农田")
    hidden = [panel._tree.isRowHidden(row, QModelIndex()) for row in range(panel._model.rowCount())]
    assert hidden == [True, True, False, True]
    panel._filter.clear()


def test_that_the_search_box_goes_to_a_zone(qtbot: QtBot, shared: MainWindow) -> None:
    box = shared.parts.search
    box.line.setText("qhjkq")
    box._search()
    qtbot.waitUntil(box.hits.isVisible, timeout=5000)
    assert "山东齐河经济开发区" in box.hits.item(0).text()
    box._take()
    assert shared.desk.selection.ids == ("37201047",)
    assert fake_map(shared).bounds is not None


def test_that_the_search_box_offers_a_coordinate(qtbot: QtBot, shared: MainWindow) -> None:
    box = shared.parts.search
    box.line.setText("116.75 36.79")
    box._search()
    qtbot.waitUntil(box.hits.isVisible, timeout=5000)
    assert box.hits.item(0).text() == "转到 116.7500, 36.7900"
    box.hits.hide()


def test_that_stacked_objects_can_be_stepped_through(shared: MainWindow) -> None:
    fake_map(shared).stacked.emit([("parks_sub", "QH01"), ("zones_provincial", "37201047")])
    page = shared.parts.tasks.current
    assert page is not None
    details = page._details  # type: ignore[attr-defined]
    assert details._place.text() == "1 / 2 个重叠对象"
    details._step(1)
    assert (shared.desk.selection.table, shared.desk.selection.ids) == ("zones", ("37201047",))


def test_that_the_area_chip_can_be_taken_away(qtbot: QtBot, shared: MainWindow) -> None:
    shared.desk.selection.set("zones", ["37201047"])
    tab = shared.parts.bottom_dock.tabs
    assert " / " in tab.tabText(0)
    panel = tab.widget(0)
    assert isinstance(panel, TablePanel)
    panel.drop_filter("inside")
    assert tab.tabText(0) == "企业 150"


def test_that_a_table_is_exported_as_shown(shared: MainWindow, tmp_path: Path) -> None:
    from dzmap.ui.shell.table_export import write_csv

    panel = shared.parts.bottom_dock.tabs.widget(2)
    assert isinstance(panel, TablePanel)
    path = tmp_path / "开发区 表.csv"
    assert write_csv(panel.view, path) == 12
    text = path.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("名称,级别,县（市、区）,椭球面积 亩")
