import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from dzmap.core.changes import TableChange
from dzmap.settings import Settings
from dzmap.ui.i18n import Language
from dzmap.ui.pages import PAGES
from dzmap.ui.shell.layouts import SizeClass
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.tables.table_panel import TablePanel
from dzmap.ui.theme.theme import Theme
from tests.helpers.ui_fake_map import FakeMap
from tests.helpers.ui_grab import grab
from tests.helpers.ui_project import application, rename_first_zone, sample_file

QIHE = "37201047"


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.desk.jobs.jobs, timeout=20000)


def answer(qtbot: QtBot, text: str) -> None:
    """Click the button of the message box that is about to open."""

    def click() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        button = next(button for button in box.buttons() if button.text() == text)
        button.click()

    QTimer.singleShot(0, click)


def fake_map(window: MainWindow) -> FakeMap:
    view = window.desk.stage.view
    assert isinstance(view, FakeMap)
    return view


def test_that_the_window_starts_with_the_start_page(qtbot: QtBot, window: MainWindow) -> None:
    assert window.parts.start_page.isVisible()
    assert window.windowTitle() == "dzmap 德州产业空间规划"
    assert not window.parts.left_dock.isVisible()
    assert not window.parts.actions["save"].isEnabled()
    grab(window, "start")


def test_that_the_start_page_offers_the_sample_first(qtbot: QtBot, window: MainWindow) -> None:
    buttons = window.parts.start_page.findChildren(QPushButton)
    assert any(button.text() == "打开示例项目" and button.isEnabled() for button in buttons)


def test_that_a_task_without_project_waits_for_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.desk.settings.last_task = "nothing"
    window.parts.flow.open(sample_file(tmp_path))
    qtbot.waitUntil(lambda: window.parts.tasks.current is not None, timeout=20000)
    assert window.parts.strip.actions_by_key["overlay"].isChecked()


def test_that_an_opened_project_fills_the_window(qtbot: QtBot, shared: MainWindow) -> None:
    assert shared.windowTitle() == "德州 示例.gpkg[*] - dzmap 德州产业空间规划"
    assert shared.parts.left_dock.isVisible()
    assert fake_map(shared).model is not None
    assert shared.desk.settings.recent_projects[0].path.endswith("德州 示例.gpkg")
    tabs = shared.parts.bottom_dock.tabs
    assert [tabs.tabText(i).split(" ")[0] for i in range(tabs.count())] == [
        "企业",
        "项目",
        "开发区",
        "园区",
        "消息",
    ]


def test_that_an_edit_marks_the_title_and_saving_takes_the_mark_away(
    qtbot: QtBot, opened: MainWindow
) -> None:
    rename_first_zone(opened.desk.document, "改过的开发区")
    assert opened.isWindowModified()
    assert opened.parts.actions["undo"].text() == "撤销：改名"
    opened.parts.actions["save"].trigger()
    qtbot.waitUntil(lambda: not opened.isWindowModified(), timeout=10000)
    settle(qtbot, opened)
    assert not opened.desk.document.saving


def test_that_undo_and_redo_work_on_the_project(qtbot: QtBot, opened: MainWindow) -> None:
    rename_first_zone(opened.desk.document, "改过的开发区")
    session = opened.desk.document.session
    assert session is not None
    opened.parts.actions["undo"].trigger()
    assert "改过的开发区" not in list(session.table("zones")["name"])
    opened.parts.actions["redo"].trigger()
    assert "改过的开发区" in list(session.table("zones")["name"])
    settle(qtbot, opened)


def test_that_closing_with_edits_asks_with_verbs(qtbot: QtBot, opened: MainWindow) -> None:
    rename_first_zone(opened.desk.document, "改过的开发区")
    settle(qtbot, opened)
    answer(qtbot, "取消")
    opened.parts.actions["close"].trigger()
    assert opened.desk.document.session is not None
    answer(qtbot, "不保存")
    opened.parts.actions["close"].trigger()
    assert opened.desk.document.session is None
    assert opened.parts.start_page.isVisible()


def test_that_saving_on_close_waits_for_the_save(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    rename_first_zone(opened.desk.document, "改过的开发区")
    settle(qtbot, opened)
    answer(qtbot, "保存")
    opened.parts.actions["close"].trigger()
    qtbot.waitUntil(lambda: opened.desk.document.session is None, timeout=10000)
    opened.parts.flow.open(tmp_path / "德州 示例.gpkg")
    qtbot.waitUntil(lambda: opened.desk.document.session is not None, timeout=20000)
    session = opened.desk.document.session
    assert session is not None
    assert "改过的开发区" in list(session.table("zones")["name"])
    settle(qtbot, opened)


def test_that_a_project_open_elsewhere_is_read_only_and_says_who(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    from dzmap.services.session import open_session
    from dzmap.storage import GeoPackageStores
    from dzmap.ui.document import now

    path = sample_file(tmp_path, "别人的.gpkg")
    other = open_session(GeoPackageStores(), path, author="甲", clock=now)
    try:
        opened.parts.flow.open(path)
        qtbot.waitUntil(lambda: "别人的" in opened.windowTitle(), timeout=20000)
        settle(qtbot, opened)
        assert "（只读）" in opened.windowTitle()
        assert not opened.parts.workspace.banners.isHidden()
        grab(opened, "read-only")
    finally:
        other.close()


def test_that_a_broken_file_is_named_with_its_remedy(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "坏的.gpkg"
    path.write_bytes(b"not a database at all" * 100)
    window.parts.flow.open(path)
    qtbot.waitUntil(lambda: bool(window.desk.notices.messages), timeout=10000)
    message = window.desk.notices.messages[0]
    assert message.kind == "error"
    assert "坏的.gpkg" in message.details
    assert window.desk.document.session is None
    grab(window, "broken-file")


def test_that_the_selection_reaches_table_details_and_status(
    qtbot: QtBot, shared: MainWindow
) -> None:
    fake_map(shared).selected.emit("zones_provincial", [QIHE])
    settle(qtbot, shared)
    assert shared.desk.selection.table == "zones"
    assert "17 / 150" in shared.parts.bottom_dock.tabs.tabText(0)
    grab(shared, "zone-light")


def test_that_a_row_chosen_in_the_table_is_shown_on_the_map(
    qtbot: QtBot, shared: MainWindow
) -> None:
    session = shared.desk.document.session
    assert session is not None
    shared.desk.selection.set("zones", [QIHE])
    assert fake_map(shared).selection == ("zones_provincial", [QIHE])
    settle(qtbot, shared)


def test_that_a_project_dropped_on_the_window_opens(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sample_file(tmp_path, "拖 进来.gpkg")))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: "拖 进来.gpkg" in window.windowTitle(), timeout=20000)
    settle(qtbot, window)


def test_that_an_unknown_file_is_refused_with_a_remedy(
    qtbot: QtBot, shared: MainWindow, tmp_path: Path
) -> None:
    shared.accept_path(tmp_path / "照片.jpg")
    assert shared.desk.notices.messages[-1].text == "认不出这个文件"


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1920, 1040, SizeClass.WIDE),
        (1440, 900, SizeClass.STANDARD),
        (1093, 614, SizeClass.COMPACT),
        (1600, 800, SizeClass.STANDARD),
    ],
)
def test_that_the_size_class_follows_the_logical_size(
    width: int, height: int, size: SizeClass
) -> None:
    assert SizeClass.of(width, height) is size


def test_that_a_compact_window_has_a_rail_that_slides_the_layers_out(
    qtbot: QtBot, shared: MainWindow
) -> None:
    shared.resize(1093, 614)
    qtbot.waitUntil(lambda: not shared.parts.left_dock.isVisible())
    assert not shared.parts.left_dock.isVisible()
    layers = shared.parts.left_dock.tabs
    shared.parts.actions["left_dock"].trigger()
    assert layers.isVisible()
    grab(shared, "compact-left")
    shared.parts.actions["left_dock"].trigger()
    assert not layers.isVisible()
    grab(shared, "compact")
    shared.resize(1440, 900)
    qtbot.waitUntil(shared.parts.left_dock.isVisible)
    assert layers.isVisible()
    assert shared.parts.left_dock.width() > 250


def test_that_layouts_are_kept_per_task(qtbot: QtBot, shared: MainWindow) -> None:
    shared.parts.right_dock.hide()
    shared.parts.tasks.keep_layout()
    shared.parts.tasks.leave()
    shared.choose_task("overlay")
    assert not shared.parts.right_dock.isVisible()
    shared.parts.actions["reset_layout"].trigger()
    assert shared.parts.right_dock.isVisible()


def test_that_status_fields_show_the_place_under_the_cursor(
    qtbot: QtBot, shared: MainWindow
) -> None:
    fake_map(shared).cursor_moved.emit(116.75, 36.79)
    texts = [
        button.text()
        for button in shared.parts.fields.findChildren(type(shared.parts.fields._grid))
    ]
    assert any("116.7500°E 36.7900°N" in text for text in texts)
    assert any("X 4073235.2 Y 477686.0" in text for text in texts)


def test_that_the_dark_theme_reaches_the_map(qtbot: QtBot, shared: MainWindow) -> None:
    shared.desk.theme.choose("dark", "standard")
    assert fake_map(shared).dark
    grab(shared, "overlay-dark")
    shared.desk.theme.choose("light", "extra_large")
    grab(shared, "overlay-extra-large")
    shared.desk.theme.choose("light", "standard")


def test_that_changes_of_a_session_in_another_thread_arrive(
    qtbot: QtBot, opened: MainWindow
) -> None:
    session = opened.desk.document.session
    assert session is not None
    zones = session.table("zones").iloc[:1]
    after = zones.assign(name="后台改名")
    with qtbot.waitSignal(opened.desk.document.changed, timeout=5000):
        opened.desk.jobs.run(
            "改名", lambda _: session.edit("改名", TableChange("zones", zones, after))
        )
    settle(qtbot, opened)
    assert opened.isWindowModified()


CRASH = """
import os, sys
from pathlib import Path
from dzmap.core.changes import TableChange
from dzmap.services.session import open_session
from dzmap.storage import GeoPackageStores
from dzmap.ui.document import now

session = open_session(GeoPackageStores(), Path(sys.argv[1]), author="甲", clock=now)
zones = session.table("zones").iloc[:1]
session.edit("改名", TableChange("zones", zones, zones.assign(name="没有保存的名字")))
os._exit(1)
"""


def test_that_edits_of_a_crashed_session_are_offered_back(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = sample_file(tmp_path)
    subprocess.run([sys.executable, "-c", CRASH, str(path)], check=False)  # noqa: S603
    window.parts.flow.open(path)
    qtbot.waitUntil(lambda: window.desk.document.session is not None, timeout=20000)
    settle(qtbot, window)
    banners = window.parts.workspace.banners
    show = next(b for b in banners.findChildren(QPushButton) if b.text() == "查看")
    grab(window, "recovered")
    answer(qtbot, "恢复")
    show.click()
    session = window.desk.document.session
    assert session is not None
    assert "没有保存的名字" in list(session.table("zones")["name"])
    assert window.isWindowModified()
    settle(qtbot, window)


def test_that_the_sample_opens_from_the_documents_folder(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path))
    (tmp_path / "dzmap").mkdir()
    sample_file(tmp_path / "dzmap", "德州市开发区规划（示例）.gpkg")
    window.parts.start_page.sample_wanted.emit()
    qtbot.waitUntil(lambda: window.desk.document.session is not None, timeout=20000)
    settle(qtbot, window)
    assert "示例" in window.windowTitle()


def test_that_the_language_can_be_english(
    qtbot: QtBot, qapp: QApplication, settings: Settings, theme: Theme, tmp_path: Path
) -> None:
    language = Language(qapp)
    language.choose("en")
    try:
        window = MainWindow(settings, theme, PAGES)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        window.show()
        window.attach(application())
        window.put_map(FakeMap())  # type: ignore[arg-type]
        window.parts.flow.open(sample_file(tmp_path))
        qtbot.waitUntil(lambda: window.desk.document.session is not None, timeout=20000)
        settle(qtbot, window)
        window.desk.selection.set("zones", [QIHE])
        settle(qtbot, window)
        grab(window, "english")
        assert window.windowTitle().endswith("dzmap, industrial park planning for Dezhou")
        assert window.parts.bottom_dock.tabs.tabText(0).startswith("Enterprises")
        window.desk.document.close()
        assert window.desk.jobs.stop()
    finally:
        language.choose("zh")


def test_that_an_empty_project_says_how_to_go_on(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.desk.document.create(tmp_path / "空 项目.gpkg", sample=False)
    qtbot.waitUntil(lambda: window.desk.document.session is not None, timeout=20000)
    settle(qtbot, window)
    assert fake_map(window).hint.startswith("还没有业务图层")
    badges = window.parts.strip.findChildren(QLabel, "sampleBadge")
    assert [badge.isVisible() for badge in badges] == [False]
    grab(window, "empty-project")


def test_that_a_new_project_never_replaces_a_file(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "已有.gpkg"
    path.write_bytes(b"somebody's work")
    window.desk.document.create(path, sample=False)
    qtbot.waitUntil(lambda: bool(window.desk.notices.messages), timeout=20000)
    assert path.read_bytes() == b"somebody's work"
    assert window.desk.document.session is None


def test_that_another_year_brings_other_figures(qtbot: QtBot, shared: MainWindow) -> None:
    panel = shared.parts.bottom_dock.tabs.widget(0)
    assert isinstance(panel, TablePanel)
    before = panel.model.frame["revenue_wan_yuan"].sum()
    shared.desk.context.set_year(2019)
    settle(qtbot, shared)
    assert panel.model.frame["revenue_wan_yuan"].sum() != before
    shared.desk.context.set_year(2021)
    settle(qtbot, shared)
