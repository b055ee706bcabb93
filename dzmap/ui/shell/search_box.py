"""The search box at the right end of the menu bar: everything by name, code, pinyin or place."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from dzmap.services.jobs import Progress
from dzmap.ui.dialogs import parsed_place
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.shell.layouts import SizeClass

if TYPE_CHECKING:
    from dzmap.services.searching import Hit, SearchIndex

_DELAY_MS = 120
_BUILT_AFTER_MS = 3000
_WIDTH = 340
_MOST_LINES = 10
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMPACT_WIDTH = 250
_MOST_WIDTH, _MARGIN = 560, 24  # of the list below the line


class SearchBox(QWidget):
    """A line with a list below it; Enter goes to the hit and selects it, Ctrl+Enter adds it.

    ``commands`` are found by the text of their menu entry.

    ``place_chosen`` carries longitude and latitude when a coordinate was typed, ``task_asked`` the
    part of a task that shows what was found (a clause).
    """

    place_chosen = Signal(object)
    task_asked = Signal(str)

    def __init__(self, desk: Desk, commands: Callable[[], Sequence[QAction]]) -> None:
        super().__init__()
        self._desk = desk
        self._commands = commands
        self._index: SearchIndex | None = None
        self._came_from: QWidget | None = None
        self._waiting = False  # for the index, with something to find in it
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._search)
        self.line = QLineEdit()
        self.line.setObjectName("search")
        self.line.setClearButtonEnabled(True)
        self.line.setAccessibleName(tr("搜索"))
        self.line.setFixedWidth(_WIDTH)
        self.line.textEdited.connect(lambda _: self._timer.start())
        self.line.returnPressed.connect(self._take)
        self.line.installEventFilter(self)
        icon = self.line.addAction(
            desk.theme.icon("search", "text2"), QLineEdit.ActionPosition.LeadingPosition
        )
        desk.theme.dress(icon, "search", "text2")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        self.hits = QListWidget()
        self.hits.setWindowFlags(Qt.WindowType.ToolTip)
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.setFrameShape(QFrame.Shape.Box)
        self.hits.setObjectName("searchHits")
        self.hits.setParent(self, Qt.WindowType.ToolTip)
        self.hits.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hits.itemClicked.connect(lambda _: self._take())
        self.hits.hide()
        # Not before map and tables: nobody types in the first seconds, and typing builds it at once.
        self._later = QTimer(self, singleShot=True, interval=_BUILT_AFTER_MS)
        self._later.timeout.connect(self._build)
        desk.document.opened.connect(self._later.start)
        desk.document.changed.connect(lambda _: self._forget())
        desk.document.closed.connect(self._forget)
        self.set_size_class(SizeClass.STANDARD)
        self.line.setEnabled(False)
        desk.document.state_changed.connect(
            lambda: self.line.setEnabled(desk.document.session is not None)
        )

    def begin(self) -> None:
        """Ctrl+F."""
        window = self.window()
        self._came_from = window.focusWidget()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def set_size_class(self, size: SizeClass) -> None:
        """A compact window has a shorter field, so that every menu stays in sight."""
        self.line.setFixedWidth(_COMPACT_WIDTH if size is SizeClass.COMPACT else _WIDTH)
        text = (
            tr("企业、代码、地名、拼音")
            if size is SizeClass.COMPACT
            else tr("企业、代码、地名，支持拼音首字母")
        )
        self.line.setPlaceholderText(f"{text}　Ctrl+F")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if event.type() == QEvent.Type.FocusOut:
            self.hits.hide()
        if event.type() == QEvent.Type.FocusIn and self._index is None:
            self._build()
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            # Esc leaves the box here, before the window's own Esc clears the selection.
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.hits.hide()
            self.line.clear()
            if self._came_from is not None:
                self._came_from.setFocus()
            return True
        if key in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._take(add=True)
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        if step is not None and self.hits.isVisible():
            row = (self.hits.currentRow() + step) % self.hits.count()
            self.hits.setCurrentRow(row)
            return True
        return False

    def _forget(self) -> None:
        self._index = None
        self.hits.hide()

    def _build(self) -> None:
        document = self._desk.document
        session = document.session
        if session is None or self._index is not None:
            return
        reference = document.application.reference

        def work(progress: Progress) -> "SearchIndex":
            from dzmap.services.searching import SearchIndex

            return SearchIndex.of(session, reference.industries(), session.catalogs(), progress)

        self._desk.jobs.run(tr("建立搜索索引"), work, key="search index", on_done=self._take_index)

    def _take_index(self, index: "SearchIndex") -> None:
        self._index = index
        if self._waiting:
            self._search()

    def _search(self) -> None:
        text = self.line.text().strip()
        if not text:
            self.hits.hide()
            return
        index = self._index
        if index is None:
            self._waiting = True
            self._build()
            return
        self._waiting = False
        self._desk.jobs.run(
            tr("搜索"),
            lambda _: index.find(text),
            key="search",
            on_done=lambda found: self._show(text, found),
        )

    def _show(self, text: str, found: "list[Hit]") -> None:
        if text != self.line.text().strip():
            return
        self.hits.clear()
        place = parsed_place(text) if any(character.isdigit() for character in text) else None
        if place is not None:
            self._add(tr("转到 {place}").format(place=f"{place[0]:.4f}, {place[1]:.4f}"), place)
        for hit in found:
            self._add(f"{tr(hit.kind)}　{hit.name}{f'　{hit.hint}' if hit.hint else ''}", hit)
        for command in self._found_commands(text):
            self._add(f"{tr('菜单')}　{_plain(command)}", command)
        if not self.hits.count():
            self._add(
                tr("没有找到“{text}”。可试：行业代码、统一社会信用代码、拼音首字母。").format(
                    text=text
                ),
                None,
            )
        self._place()

    def _add(self, text: str, meaning: object) -> None:
        room = _MOST_WIDTH - _MARGIN
        shown = self.hits.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        item = QListWidgetItem(shown)
        item.setData(Qt.ItemDataRole.UserRole, meaning)
        if meaning is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.hits.addItem(item)

    def _found_commands(self, text: str) -> list[QAction]:
        wanted = text.casefold()
        room = max(_MOST_LINES - self.hits.count(), 1)
        found = [
            command
            for command in self._commands()
            if command.isEnabled() and wanted in _plain(command).casefold()
        ]
        return found[:room]

    def _place(self) -> None:
        self.hits.setCurrentRow(0)
        height = self.hits.sizeHintForRow(0) * self.hits.count() + 16
        width = max(self.line.width(), min(self.hits.sizeHintForColumn(0) + _MARGIN, _MOST_WIDTH))
        corner = self.line.mapToGlobal(QPoint(self.line.width() - width, self.line.height() + 2))
        self.hits.setGeometry(corner.x(), corner.y(), width, height)
        self.hits.show()

    def _take(self, *, add: bool = False) -> None:
        if not self.hits.isVisible():
            self._search()
            return
        found = self.hits.selectedItems()
        meaning = found[0].data(Qt.ItemDataRole.UserRole) if found else None
        if meaning is None:
            return
        self.hits.hide()
        self.line.clearFocus()
        if isinstance(meaning, tuple):
            self.place_chosen.emit(meaning)
        elif isinstance(meaning, QAction):
            meaning.trigger()
        else:
            self._go_to(meaning, add=add)

    def _go_to(self, hit: "Hit", *, add: bool) -> None:
        session = self._desk.document.session
        if session is None:
            return
        if hit.table == "catalogs":
            self.task_asked.emit(f"catalogs/{hit.id}")
            return
        if hit.table == "industries":
            enterprises = session.table("enterprises")
            inside = enterprises["industry_code"].astype("str").str.startswith(hit.id)
            ids = list(enterprises["id"][inside])
            if not ids:
                self._desk.notices.toast(tr("没有“{name}”的企业").format(name=hit.name))
                return
            self._select("enterprises", ids, add=add)
            self._desk.stage.zoom_to_rows("enterprises", ids)
            return
        self._select(hit.table, [hit.id], add=add)
        if not self._desk.stage.zoom_to_rows(hit.table, [hit.id]):
            self._desk.notices.toast(tr("“{name}”没有位置（未落图）").format(name=hit.name))

    def _select(self, table: str, ids: list[str], *, add: bool) -> None:
        selection = self._desk.selection
        if add and selection.table == table:
            ids = list(dict.fromkeys((*selection.ids, *ids)))
        selection.set(table, ids)


def _plain(command: QAction) -> str:
    """The text of a menu entry without its underlined letter."""
    return command.text().replace("&", "").removesuffix("…")
