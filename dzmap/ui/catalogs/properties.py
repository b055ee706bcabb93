"""新建目录 and 目录信息: the dialog, and what its answer does to the project."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dzmap.core.catalogs import Catalog, Level
from dzmap.core.problems import KnownError
from dzmap.services.catalog_editing import fresh_catalog
from dzmap.services.catalog_versions import save_draft
from dzmap.ui.catalogs.catalog_dialog import CatalogDialog
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.catalogs.vocabulary import Vocabulary
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

_SAID = (
    "title",
    "issuer",
    "number",
    "level",
    "scope_ids",
    "park_kinds",
    "parent",
    "default",
    "effective_from",
    "effective_to",
    "sample",
)


class Properties(QObject):
    """``places`` are names by id of what each level can govern."""

    def __init__(
        self, desk: Desk, editor: Editor, words: Vocabulary, window: QWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._editor, self._words, self._window = desk, editor, words, window
        self.places: Mapping[Level, Mapping[str, str]] = {}

    def ask_new(self) -> None:
        """A new catalog, as a draft."""
        session = self._desk.document.session
        if session is None:
            return
        if session.read_only:
            self._desk.notices.toast(tr("项目是只读的，不能新建目录"))
            return
        blank = fresh_catalog(self._editor.catalogs, Level.ZONE, self._desk.context.as_of)
        dialog = self._dialog(blank, new=True)
        dialog.accepted.connect(lambda: self._create(dialog.catalog()))
        dialog.open()

    def ask(self) -> None:
        """The head of the open version."""
        catalog = self._editor.catalog
        if catalog is None:
            return
        if self._editor.locked:
            self._editor.failed.emit(KnownError(tr("没有修改"), reason=self._editor.locked))
            return
        dialog = self._dialog(catalog, new=False)
        dialog.accepted.connect(lambda: self._put(dialog.catalog()))
        dialog.open()

    def _create(self, catalog: Catalog) -> None:
        session = self._desk.document.session
        if session is not None:
            save_draft(session, catalog, title=tr("新建目录"))
            self._editor.open(catalog.id, catalog.version)

    def _put(self, said: Catalog) -> None:
        fields = {name: getattr(said, name) for name in _SAID}
        self._editor.edit(tr("修改目录信息"), lambda draft: replace(draft, **fields))

    def _dialog(self, catalog: Catalog, *, new: bool) -> CatalogDialog:
        return CatalogDialog(
            self._words,
            catalog,
            self._editor.catalogs,
            self.places,
            self._window.window(),
            new=new,
        )
