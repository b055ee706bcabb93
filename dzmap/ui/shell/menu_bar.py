"""The menus, put together from the window's actions and what the pages add."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QToolButton, QWidget

from dzmap.settings import Settings
from dzmap.ui.i18n import later, tr
from dzmap.ui.page import TaskPage
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.shell.window_actions import WindowActions
from dzmap.ui.theme.choices import FONT_SIZES, THEMES

_SEPARATOR = "-"
_SELECTING = (
    "select_all",
    "select_others",
    "select_by_value",
    "select_by_condition",
    "select_by_place",
    "escape",
)
_MENUS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "file",
        later("文件(&F)"),
        (
            "new",
            "open",
            "recent",
            "save",
            "save_as",
            "close",
            _SEPARATOR,
            "import",
            "export_table",
            "export_image",
            _SEPARATOR,
            "info",
            _SEPARATOR,
            "quit",
        ),
    ),
    (
        "edit",
        later("编辑(&E)"),
        ("undo", "redo", "history", _SEPARATOR, *_SELECTING, _SEPARATOR, "details"),
    ),
    (
        "view",
        later("视图(&V)"),
        (
            "tasks",
            _SEPARATOR,
            "panels",
            "zoom_full",
            "go_to",
            "inset",
            _SEPARATOR,
            "font_size",
            "theme",
            "reset_layout",
            "full_screen",
        ),
    ),
    ("layer", later("图层(&L)"), ("attribute_table", "base_maps")),
    ("review", later("审查(&A)"), ()),
    ("statistics", later("统计(&S)"), ()),
    ("output", later("制图与报告(&R)"), ("copy_map",)),
    (
        "tools",
        later("工具(&T)"),
        (
            "measure",
            "editing",
            "topology",
            _SEPARATOR,
            "search",
            "coordinates",
            "industries",
            "run",
            _SEPARATOR,
            "settings",
        ),
    ),
    ("help", later("帮助(&H)"), ("shortcuts", "log_folder", _SEPARATOR, "about")),
)

_EDITING = (
    ("draw_point", "draw_line", "draw_polygon"),
    ("edit_shape", "split", "merge", "cut_hole", "reshape", "move"),
    ("delete_features",),
)


class MenuBar(QMenuBar):
    """The menu bar; menus without entries stay out until a page adds some."""

    def __init__(
        self, actions: WindowActions, tasks: Sequence[tuple[str, QAction]], settings: Settings
    ) -> None:
        super().__init__()
        self._actions = actions
        self._tasks = [action for _, action in tasks]
        self._settings = settings
        self.menus: dict[str, QMenu] = {}
        self.recent = QMenu(tr("最近的项目"), self)
        self.font_sizes = self._choices(tr("字号"), FONT_SIZES)
        self.themes = self._choices(tr("主题"), THEMES)
        for key, title, entries in _MENUS:
            menu = QMenu(tr(title), self)
            self.menus[key] = menu
            self._fill(menu, entries)
            self.addMenu(menu)
            own = [action for wanted, action in tasks if wanted == key]
            menu.addActions(own)
            menu.menuAction().setVisible(bool(entries or own))

    def add_page_actions(self, page: TaskPage) -> None:
        """Put what a page offers into its menu."""
        offered = page.actions()
        if offered and page.menu in self.menus:
            menu = self.menus[page.menu]
            menu.addActions(offered)
            menu.menuAction().setVisible(True)

    def add_bookmarks(self, menu: QMenu) -> None:
        """Put 书签 into 视图, before 全图."""
        self.menus["view"].insertMenu(self._actions["zoom_full"], menu)

    def show_recent(self, choose: Callable[[str], object]) -> None:
        """Rebuild 最近的项目."""
        self.recent.clear()
        for entry in self._settings.recent_projects:
            action = self.recent.addAction(Path(entry.path).name)
            action.setToolTip(plain_tip(entry.path))
            action.setStatusTip(entry.path)
            action.triggered.connect(lambda _=False, path=entry.path: choose(path))
        self.recent.menuAction().setVisible(bool(self._settings.recent_projects))

    def set_corner(self, search: QWidget) -> None:
        """Undo, redo and save as buttons, then the search box, at the right end."""
        corner = QWidget(self)
        layout = QHBoxLayout(corner)
        layout.setContentsMargins(0, 2, 8, 2)
        layout.setSpacing(2)
        for name in ("undo", "redo", "save"):
            button = QToolButton()
            button.setDefaultAction(self._actions[name])
            button.setAutoRaise(True)
            button.setIconSize(QSize(20, 20))
            layout.addWidget(button)
        layout.addSpacing(12)
        layout.addWidget(search)
        self.setCornerWidget(corner)

    def _fill(self, menu: QMenu, entries: Sequence[str]) -> None:
        special: dict[str, Callable[[], QMenu | None]] = {
            "recent": lambda: self.recent,
            "import": self._import_menu,
            "panels": self._panel_menu,
            "editing": self._editing_menu,
            "font_size": lambda: self.font_sizes,
            "theme": lambda: self.themes,
        }
        for entry in entries:
            if entry == _SEPARATOR:
                menu.addSeparator()
            elif entry == "tasks":
                menu.addActions(self._tasks)
            elif entry in special:
                submenu = special[entry]()
                if submenu is not None:
                    menu.addMenu(submenu)
            else:
                menu.addAction(self._actions[entry])

    def _import_menu(self) -> QMenu:
        menu = QMenu(tr("导入"), self)
        for name in ("enterprises", "projects", "zones", "parks", "control", "lists"):
            menu.addAction(self._actions[f"import_{name}"])
        menu.addAction(self._actions["base_maps"])
        return menu

    def _editing_menu(self) -> QMenu:
        menu = QMenu(tr("绘制与编辑"), self)
        for group in _EDITING:
            for name in group:
                menu.addAction(self._actions[name])
            menu.addSeparator()
        return menu

    def _panel_menu(self) -> QMenu:
        menu = QMenu(tr("面板"), self)
        for name in ("left_dock", "right_dock", "table", "messages", "next_tab", "next_area"):
            menu.addAction(self._actions[name])
        return menu

    def _choices(self, title: str, choices: dict[str, str]) -> QMenu:
        menu = QMenu(title, self)
        group = QActionGroup(menu)
        for key, text in choices.items():
            action = menu.addAction(tr(text))
            action.setCheckable(True)
            action.setData(key)
            group.addAction(action)
        return menu


def check(menu: QMenu, key: str) -> None:
    """Tick the entry of a menu of choices."""
    for action in menu.actions():
        action.setChecked(action.data() == key)
