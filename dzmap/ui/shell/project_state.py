"""Title, state field, undo and save: what the window says about the project at any moment."""

from pathlib import Path

from PySide6.QtCore import QObject

from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.shell.window_parts import WindowParts

_PROGRAM = later("dzmap 德州产业空间规划")
_NEED_PROJECT = (
    "save",
    "save_as",
    "close",
    "export_table",
    "export_image",
    "info",
    "history",
    "zoom_full",
    "go_to",
    "details",
    "run",
    "reset_layout",
    "left_dock",
    "right_dock",
    "table",
    "attribute_table",
    "messages",
    "next_tab",
    "import_enterprises",
    "import_projects",
    "import_zones",
    "import_parks",
    "import_control",
)


class ProjectState(QObject):
    """Follows ``Document.state_changed``."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__(parts.window)
        self._parts = parts
        parts.desk.document.state_changed.connect(self.show)

    def show(self) -> None:
        """Bring title, status field and actions up to date."""
        self._show_title()
        self._show_field()
        self._show_actions()
        parts = self._parts
        parts.menu_bar.show_recent(lambda path: parts.flow.open(Path(path)))
        if parts.desk.document.session is None:
            parts.start_page.show_recent()

    def _show_title(self) -> None:
        document = self._parts.desk.document
        session = document.session
        if session is None:
            self._parts.window.setWindowTitle(tr(_PROGRAM))
            self._parts.window.setWindowModified(False)
            return
        read_only = tr("（只读）") if session.read_only else ""
        self._parts.window.setWindowTitle(f"{session.path.name}{read_only}[*] - {tr(_PROGRAM)}")
        self._parts.window.setWindowModified(document.modified)

    def _show_field(self) -> None:
        document = self._parts.desk.document
        session = document.session
        fields = self._parts.fields
        if session is None:
            fields.set_state("")
        elif document.saving:
            fields.set_state(tr("正在保存"))
        elif session.pending_count:
            text = tr("未保存的更改 {count} 处").format(count=session.pending_count)
            fields.set_state(text, attention=True)
        elif session.read_only:
            fields.set_state(tr("只读"), attention=True)
        elif session.saved_at is not None:
            fields.set_state(tr("已保存 {time}").format(time=f"{session.saved_at:%H:%M}"))
        else:
            fields.set_state(tr("已保存"))

    def _show_actions(self) -> None:
        actions = self._parts.actions
        document = self._parts.desk.document
        session = document.session
        for name in _NEED_PROJECT:
            actions[name].setEnabled(session is not None)
        actions["new"].setEnabled(document.ready)
        actions["open"].setEnabled(document.ready)
        for name, text, title in (
            ("undo", tr("撤销"), session.undo_title if session is not None else ""),
            ("redo", tr("重做"), session.redo_title if session is not None else ""),
        ):
            actions[name].setEnabled(bool(title) and not document.saving)
            said = f"{text}{'：' if title else ''}{title or ''}"
            actions[name].setText(said.replace("&", "&&"))
            actions[name].setToolTip(plain_tip(said))
