"""Bookmarks of the open project: kept, shown, changed; each change can be undone."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from dzmap.mapping.messages import ToolAction
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk
from dzmap.ui.shortcuts import SHORTCUTS

if TYPE_CHECKING:
    from dzmap.core.bookmarks import Bookmark
    from dzmap.services.session import Session


class BookmarkDesk(QObject):
    """``menu`` stands in 视图 and opens from the button on the map."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._scale = 0.0
        self.menu = QMenu(tr("书签"), window)
        self.menu.aboutToShow.connect(self._fill)
        desk.stage.told.connect(self._hear)

    def actions(self) -> dict[str, Callable[[], object]]:
        """What the window's actions of these names do."""
        return {"bookmark_add": self.add, "bookmarks": self.show_list}

    def note_scale(self, denominator: float) -> None:
        """The map is shown at this scale now."""
        self._scale = denominator

    def add(self) -> None:
        """Ctrl+B: keep the view under a name."""
        from dzmap.services.bookmarking import free_name, keep, new_id
        from dzmap.ui.bookmarks.dialogs import BookmarkForm

        session = self._desk.document.session
        seen = self._seen("", "")
        if session is None or seen is None:
            return
        form = BookmarkForm(tr("加书签"), free_name(session, tr("书签")), "", self._window)
        if form.exec() == QDialog.DialogCode.Accepted:
            name = free_name(session, form.name.text().strip())
            made = replace(seen, id=new_id(), name=name, note=form.note.text().strip())
            keep(session, made, title=tr("加书签：{name}").format(name=name))
            self._desk.notices.toast(tr("已加书签“{name}”").format(name=name))

    def show_list(self) -> None:
        """Ctrl+Shift+B."""
        from dzmap.services.bookmarking import listed
        from dzmap.ui.bookmarks.dialogs import BookmarkList

        session = self._desk.document.session
        if session is not None:
            BookmarkList(lambda: listed(session), self.act, self._window).exec()

    def act(self, command: str, bookmark: "Bookmark") -> None:
        """Do what the list or its menu asks for."""
        from dzmap.services.bookmarking import keep, move, remove

        session = self._desk.document.session
        if session is None:
            return
        if command == "go":
            self.go(bookmark)
        elif command == "rename":
            self._rename(session, bookmark)
        elif command == "delete":
            remove(session, bookmark)
        elif command in ("up", "down"):
            move(session, bookmark, -1 if command == "up" else 1)
        else:
            seen = self._seen(bookmark.id, bookmark.name)
            if seen is not None:
                new = replace(seen, note=bookmark.note, rank=bookmark.rank)
                keep(session, new, title=tr("更新书签：{name}").format(name=bookmark.name))

    def go(self, bookmark: "Bookmark") -> None:
        """Show the view, the layers and the year of a bookmark."""
        from dzmap.mapping.zoom import zoom_for_scale

        stage = self._desk.stage
        for layer in stage.layers():
            wanted = layer.id in bookmark.layers
            if stage.is_visible(layer) != wanted:
                stage.set_visible(layer.id, wanted)
        stage.model_changed.emit()
        if bookmark.year:
            self._desk.context.set_year(bookmark.year)
        zoom = zoom_for_scale(bookmark.scale, bookmark.latitude)
        stage.tell(
            "view", longitude=bookmark.longitude, latitude=bookmark.latitude, zoom=max(zoom, 0.0)
        )

    def _rename(self, session: "Session", bookmark: "Bookmark") -> None:
        from dzmap.services.bookmarking import keep
        from dzmap.ui.bookmarks.dialogs import BookmarkForm

        form = BookmarkForm(tr("重命名书签"), bookmark.name, bookmark.note, self._window)
        if form.exec() == QDialog.DialogCode.Accepted:
            name = form.name.text().strip()
            new = replace(bookmark, name=name, note=form.note.text().strip())
            keep(session, new, title=tr("重命名书签：{name}").format(name=name))

    def _seen(self, bookmark_id: str, name: str) -> "Bookmark | None":
        """What is in view; None before the map has told."""
        from dzmap.core.bookmarks import Bookmark

        stage = self._desk.stage
        if stage.bounds is None or self._scale < 1:
            self._desk.notices.toast(tr("地图还没有画好，稍后再加书签。"))
            return None
        west, south, east, north = stage.bounds
        return Bookmark(
            id=bookmark_id,
            name=name,
            longitude=(west + east) / 2,
            latitude=_middle(south, north),
            scale=self._scale,
            layers=tuple(layer.id for layer in stage.layers() if stage.is_visible(layer)),
            year=self._desk.context.year,
        )

    def _fill(self) -> None:
        from dzmap.services.bookmarking import listed

        self.menu.clear()
        session = self._desk.document.session
        keys = {name: SHORTCUTS[name].keys[0] for name in ("bookmark_add", "bookmarks")}
        add = self.menu.addAction(f"{tr('加书签…')}\t{keys['bookmark_add']}")
        add.triggered.connect(lambda _=False: self.add())
        every = self.menu.addAction(f"{tr('书签列表…')}\t{keys['bookmarks']}")
        every.triggered.connect(lambda _=False: self.show_list())
        for action in (add, every):
            action.setEnabled(session is not None)
        if session is None:
            return
        self.menu.addSeparator()
        for bookmark in listed(session):
            action = self.menu.addAction(bookmark.name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, bookmark=bookmark: self.go(bookmark))

    def _hear(self, message: object) -> None:
        if isinstance(message, ToolAction) and message.name == "bookmarks":
            self.menu.popup(QCursor.pos())


def _middle(south: float, north: float) -> float:
    """The latitude in the middle of the screen, which is not the mean of its edges."""
    edges = [math.asinh(math.tan(math.radians(edge))) for edge in (south, north)]
    return math.degrees(math.atan(math.sinh(sum(edges) / 2)))
