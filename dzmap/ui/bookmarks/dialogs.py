"""The form of one bookmark, and the list of all."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.bookmarks import Bookmark
from dzmap.ui.buttons import dialog_buttons
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label

_LONGEST = 80


class BookmarkForm(QDialog):
    """Name and note of a bookmark."""

    def __init__(self, title: str, name: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.name, self.note = QLineEdit(name), QLineEdit(note)
        self.name.setMaxLength(_LONGEST)
        self.name.selectAll()
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.addRow(tr("名称"), self.name)
        form.addRow(tr("备注"), self.note)
        hint = plain_label(tr("一并记下：视图、比例尺、显示的图层、数据年份。"))
        hint.setProperty("role", "secondary")
        buttons = dialog_buttons(self, tr("保存书签"))
        go = buttons.buttons()[0]
        if isinstance(go, QPushButton):
            go.setDefault(True)
        self.name.textChanged.connect(lambda text: go.setEnabled(bool(text.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addWidget(buttons)
        self.setMinimumWidth(420)


COMMANDS = {
    "go": later("转到"),
    "update": later("更新为当前视图"),
    "rename": later("重命名…"),
    "up": later("上移"),
    "down": later("下移"),
    "delete": later("删除"),
}


class BookmarkList(QDialog):
    """书签列表: Enter goes there; the context menu and the buttons do the rest.

    ``act`` is told a command of ``COMMANDS`` and the bookmark; afterwards ``show_all`` is called.
    """

    def __init__(
        self,
        bookmarks: Callable[[], Sequence[Bookmark]],
        act: Callable[[str, Bookmark], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("书签"))
        self._bookmarks = bookmarks
        self._act = act
        self.list = QListWidget()
        self.list.setAccessibleName(tr("书签"))
        self.list.itemActivated.connect(lambda _: self.do("go"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.currentRowChanged.connect(lambda _: self._follow())
        column = QVBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for name, text in COMMANDS.items():
            button = QPushButton(tr(text))
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, name=name: self.do(name))
            self.buttons[name] = button
            column.addWidget(button)
        column.addStretch()
        row = QHBoxLayout()
        row.addWidget(self.list, 1)
        row.addLayout(column)
        self._hint = plain_label(tr("还没有书签。把地图移到要记住的地方，按 Ctrl+B。"))
        self._hint.setProperty("role", "secondary")
        close = QDialogButtonBox()
        close.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.addWidget(self._hint)
        layout.addLayout(row)
        layout.addWidget(close)
        open_size(self, 520, 400)
        self.show_all()

    def show_all(self) -> None:
        """Read the bookmarks again; the current one stays current."""
        current = self._current()
        self.list.clear()
        for bookmark in self._bookmarks():
            item = QListWidgetItem(_described(bookmark))
            item.setData(Qt.ItemDataRole.UserRole, bookmark)
            self.list.addItem(item)
            if current is not None and bookmark.id == current.id:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._hint.setVisible(self.list.count() == 0)
        self._follow()

    def do(self, command: str) -> None:
        """Do something with the current bookmark."""
        bookmark = self._current()
        if bookmark is not None:
            self._act(command, bookmark)
            self.show_all()

    def _current(self) -> Bookmark | None:
        chosen = self.list.selectedItems()
        found = chosen[0].data(Qt.ItemDataRole.UserRole) if chosen else None
        return found if isinstance(found, Bookmark) else None

    def _follow(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        for name, button in self.buttons.items():
            at_end = (name == "up" and row <= 0) or (name == "down" and row == count - 1)
            button.setEnabled(row >= 0 and not at_end)

    def _open_menu(self, at: QPoint) -> None:
        if self._current() is None:
            return
        menu = QMenu(self)
        for name in ("go", "update", "rename", "delete"):
            action = menu.addAction(tr(COMMANDS[name]))
            action.triggered.connect(lambda _=False, name=name: self.do(name))
        menu.exec(self.list.mapToGlobal(at))


def _described(bookmark: Bookmark) -> str:
    parts = [bookmark.name, f"1:{bookmark.scale:,.0f}"]
    if bookmark.year:
        parts.append(tr("{year} 年").format(year=bookmark.year))
    return "　".join((*parts, *([bookmark.note] if bookmark.note else [])))
