"""One table of keys, complete and without conflicts."""

import re
from collections import Counter

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from dzmap.resources import resource_path
from dzmap.ui.pages import PAGES
from dzmap.ui.shell.main_window import MainWindow
from dzmap.ui.shortcuts import SHORTCUTS, ShortcutsDialog
from tests.ui.conftest import wait

_WHOLE = SHORTCUTS["new"].group
_MAP = SHORTCUTS["map_zoom"].group
_HANDED_ON = {"F7", "Esc"}
"""Keys of the window that it hands on to the task or the map first."""
_NAMES = {
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "Escape": "Esc",
    " ": "Space",
    "-": "−",
    "m": "M",
}
_TWINS = {"=", "_", "ContextMenu", "M"}
"""Other keys for what is listed: + and − without Shift, the menu key for M."""


def test_that_no_key_means_two_things_in_one_place() -> None:
    taken = Counter(
        (shortcut.group, key) for shortcut in SHORTCUTS.values() for key in shortcut.keys
    )
    assert [place for place, count in taken.items() if count > 1] == []


def test_that_no_part_of_the_window_takes_a_key_of_the_whole() -> None:
    whole = {key for one in SHORTCUTS.values() if one.group == _WHOLE for key in one.keys}
    parts = {key for one in SHORTCUTS.values() if one.group != _WHOLE for key in one.keys}
    assert (whole & parts) - _HANDED_ON == set()


def test_that_letters_without_modifier_act_on_a_focused_part_only() -> None:
    bare = [
        key
        for one in SHORTCUTS.values()
        if one.group == _WHOLE
        for key in one.keys
        if len(key) == 1
    ]
    assert bare == []


def test_that_every_key_of_the_map_is_listed() -> None:
    script = resource_path("web", "keyboard.js").read_text(encoding="utf-8")
    plain = re.findall(r'^    "?([^":\s]+)"?: actions\.', script, re.MULTILINE)
    arrows = re.findall(r"(Arrow\w+): \[", script)
    named = re.findall(r'event\.key === "([^"]+)"', script)
    used = {_NAMES.get(key, key) for key in {*plain, *arrows, *named} - _TWINS}
    listed = {key for one in SHORTCUTS.values() if one.group == _MAP for key in one.keys}
    assert {"←", "Esc", "0", "Enter", "Space", "Tab"} <= used
    assert used - listed == set()


def test_that_every_key_of_the_window_is_in_the_table(shared: MainWindow) -> None:
    for entry in PAGES:
        shared.choose_task(entry.key)
        wait(lambda: not shared.desk.jobs.jobs)
    listed = {
        QKeySequence(key).toString() for shortcut in SHORTCUTS.values() for key in shortcut.keys
    }
    used = {
        keys.toString() for action in shared.findChildren(QAction) for keys in action.shortcuts()
    }
    assert len(used) > 20
    assert used - listed == set()


def test_that_the_list_shows_them_all(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    table = dialog.findChild(QTableWidget)
    assert isinstance(table, QTableWidget)
    assert table.rowCount() == len(SHORTCUTS)
