"""Asking before something happens to the project: open, new, save as, close, recover."""

from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from dzmap.core.problems import KnownError
from dzmap.settings import Settings
from dzmap.ui.document import Document
from dzmap.ui.i18n import tr
from dzmap.ui.notices import Notices
from dzmap.ui.plain_text import plain_box
from dzmap.ui.recent import forget

SAMPLE_NAME = "德州市开发区规划（示例）.gpkg"
_RECOVERED = "recovered"
_READ_ONLY = "read_only"

_NO_OPTION = QFileDialog.Option(0)

Then = Callable[[], object]


class DocumentFlow(QObject):
    """The dialogs around ``Document``."""

    def __init__(
        self, document: Document, settings: Settings, notices: Notices, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._notices = notices
        self._window = window
        document.opened.connect(self._greet)
        document.closed.connect(self._forget_banners)

    def open(self, path: Path | None = None) -> None:
        """Open ``path``, or ask which project."""
        if path is None:
            chosen, _ = QFileDialog.getOpenFileName(
                self._window,
                tr("打开项目"),
                self._folder("open"),
                tr("dzmap 项目 (*.gpkg);;所有文件 (*)"),
            )
            if not chosen:
                return
            path = Path(chosen)
        wanted = path

        def go() -> None:
            self._remember_folder("open", wanted)
            self._document.open(wanted, on_failed=lambda error: self._not_opened(wanted, error))

        self.ask_to_save(go)

    def new(self) -> None:
        """Ask for a file name and write an empty project with the counties."""
        # An existing file is refused by the store in plain words; offering to replace it would be
        # one click away from losing a project.
        keep = QFileDialog.Option.DontConfirmOverwrite
        chosen = self._ask_where(tr("新建项目"), "open", tr("新项目.gpkg"), keep)
        if chosen is not None:
            self.ask_to_save(lambda: self._document.create(chosen, sample=False))

    def open_sample(self) -> None:
        """Open the sample in the documents folder; write it there first if it is missing."""
        path = platformdirs.user_documents_path() / "dzmap" / SAMPLE_NAME
        if path.exists():
            self.open(path)
            return

        def create() -> None:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                self._notices.error(
                    KnownError(
                        tr("没有写出示例项目"),
                        file=str(path),
                        reason=str(error),
                        remedy=tr("检查“文档”文件夹能否写入。"),
                    )
                )
                return
            self._document.create(path, sample=True)

        self.ask_to_save(create)

    def save(self, then: Then | None = None) -> None:
        """Save; a read-only project is saved as another file."""
        session = self._document.session
        if session is None:
            return
        if session.read_only:
            self.save_as(then)
        elif session.pending_count:
            self._document.save(then)
        elif then is not None:
            then()

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a file name and go on with that file."""
        session = self._document.session
        if session is None:
            return
        chosen = self._ask_where(tr("另存为"), "open", session.path.name)
        if chosen is not None:
            self._document.save_as(chosen, then)

    def ask_to_save(self, then: Then) -> None:
        """Run ``then`` once unsaved edits are saved or given up; cancelling keeps everything."""
        session = self._document.session
        if session is None or not session.pending_count:
            then()
            return
        box = plain_box(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("未保存的更改"))
        box.setText(tr("保存对本项目的修改吗？"))
        box.setInformativeText(self._what_changed())
        save = box.addButton(tr("保存"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(tr("不保存"), QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(tr("取消"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)
        box.exec()
        if box.clickedButton() is save:
            self.save(then)
        elif box.clickedButton() is discard:
            then()

    def _what_changed(self) -> str:
        session = self._document.session
        if session is None:
            return ""
        latest = f"：{session.undo_title}" if session.undo_title else ""
        return tr("{count} 处修改，最近一处").format(count=session.pending_count) + latest

    def _greet(self) -> None:
        session = self._document.session
        if session is None:
            return
        changes = session.recovered()
        if changes and not session.read_only:
            self._notices.banner(
                "warn",
                tr("上次没有正常退出，找回 {count} 处未保存的修改。").format(count=len(changes)),
                (tr("查看"), self._offer_recovery),
                key=_RECOVERED,
            )
        if session.read_only:
            self._notices.banner(
                "warn", self._why_read_only(), (tr("另存副本…"), self.save_as), key=_READ_ONLY
            )

    def _why_read_only(self) -> str:
        session = self._document.session
        holder = session.lock_holder if session is not None else None
        if holder is None:
            return tr("以只读方式打开：可以看、审查和出图，不能保存到原文件。")
        return tr(
            "以只读方式打开：这个项目 {time} 起由“{user}”在 {host} 打开。"
            "可以看、审查和出图，不能保存到原文件。"
        ).format(time=f"{holder.since:%H:%M}", user=holder.user, host=holder.host)

    def _offer_recovery(self) -> None:
        session = self._document.session
        if session is None:
            return
        changes = session.recovered()
        box = plain_box(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("找回的修改"))
        box.setText(tr("恢复这 {count} 处修改吗？").format(count=len(changes)))
        lines = [f"{change.at:%m-%d %H:%M}　{change.title}" for change in changes[-12:]]
        box.setInformativeText("\n".join(lines))
        restore = box.addButton(tr("恢复"), QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton(tr("不要这些修改"), QMessageBox.ButtonRole.DestructiveRole)
        later_button = box.addButton(tr("以后再说"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore)
        box.setEscapeButton(later_button)
        box.exec()
        if box.clickedButton() is restore:
            session.recover()
            self._notices.toast(tr("已恢复 {count} 处修改").format(count=len(changes)))
        elif box.clickedButton() is discard:
            session.discard_recovered()
        else:
            self._greet()

    def _forget_banners(self) -> None:
        self._notices.end_banner(_RECOVERED)
        self._notices.end_banner(_READ_ONLY)

    def _not_opened(self, path: Path, error: KnownError) -> None:
        action = None
        if any(entry.path == str(path) for entry in self._settings.recent_projects):
            action = (
                tr("从最近列表移除"),
                lambda: self._forget_recent(str(path)),
            )
        self._notices.error(error, action)

    def _forget_recent(self, path: str) -> None:
        forget(self._settings, path)
        self._document.state_changed.emit()

    def _ask_where(
        self,
        title: str,
        purpose: str,
        name: str,
        options: QFileDialog.Option = _NO_OPTION,
    ) -> Path | None:
        start = str(Path(self._folder(purpose)) / name)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, title, start, tr("dzmap 项目 (*.gpkg)"), options=options
        )
        if not chosen:
            return None
        path = Path(chosen)
        path = path if path.suffix.lower() == ".gpkg" else path.with_name(f"{path.name}.gpkg")
        self._remember_folder(purpose, path)
        return path

    def _folder(self, purpose: str) -> str:
        return self._settings.folders.get(purpose, str(platformdirs.user_documents_path()))

    def _remember_folder(self, purpose: str, path: Path) -> None:
        self._settings.folders = {**self._settings.folders, purpose: str(path.parent)}
