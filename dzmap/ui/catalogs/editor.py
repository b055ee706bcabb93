"""What is open in the editor: one catalog version, one clause, and every edit of them.

Published versions stay as they are: the first edit of one makes a draft of the next version and
goes into that. Each edit is one change of the project, taken back with Ctrl+Z.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from dzmap.core.catalogs import AnyClause, Catalog, RequirementClause
from dzmap.core.problems import KnownError
from dzmap.services import catalog_editing as editing
from dzmap.services.catalog_versions import (
    discard_draft,
    draft_among,
    latest_published,
    save_draft,
)
from dzmap.ui.document import Document
from dzmap.ui.i18n import tr

Change = Callable[[Catalog], Catalog]


class Editor(QObject):
    """The state that the parts of the page share.

    ``catalogs_changed``: the project has other catalogs now. ``opened``: another version is shown.
    ``changed``: the version shown, or the clause, is not what it was. ``failed`` carries a
    KnownError. ``drafted`` says that an edit went into a new draft.
    """

    catalogs_changed = Signal()
    opened = Signal()
    changed = Signal()
    failed = Signal(object)
    drafted = Signal(object)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self.catalogs: tuple[Catalog, ...] = ()
        self.catalog: Catalog | None = None
        self.clause_id = ""

    @property
    def clause(self) -> AnyClause | None:
        """The clause that is being edited."""
        if self.catalog is None:
            return None
        return editing.clause_named(self.catalog, self.clause_id)

    @property
    def base(self) -> Catalog | None:
        """The published version beside the draft that is open."""
        catalog = self.catalog
        return None if catalog is None else latest_published(self.catalogs, catalog.id)

    @property
    def locked(self) -> str:
        """Why nothing can be edited here; "" if it can."""
        session, catalog = self._document.session, self.catalog
        if session is None or catalog is None:
            return tr("没有打开目录")
        if session.read_only:
            return tr("项目是只读的，可以看，不能改。另存为后再改。")
        if not catalog.published:
            return ""
        draft = draft_among(self.catalogs, catalog.id)
        if draft is not None:
            return tr("已有草稿 v{version}，在草稿上改。").format(version=draft.version)
        if catalog != self.base:
            return tr("这是历史版本，只供查看。")
        return ""

    # -- choosing ----------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the project's catalogs again and stay where one was, as far as that exists."""
        session, known = self._document.session, {_key(one) for one in self.catalogs}
        self.catalogs = () if session is None else session.catalogs()
        before = self.catalog
        self.catalog = None if before is None else self._again(before, known)
        if self.catalog is not None and self.clause is None:
            self.clause_id = self.catalog.clauses[0].id if self.catalog.clauses else ""
        self.catalogs_changed.emit()
        if before is None or self.catalog is None or _key(before) != _key(self.catalog):
            self.opened.emit()
        else:
            self.changed.emit()

    def open(self, catalog_id: str, version: str = "", clause_id: str = "") -> None:
        """Show a version of a catalog: its draft, else the latest, if none is named."""
        wanted = next(
            (one for one in self.catalogs if (one.id, one.version) == (catalog_id, version)), None
        )
        if wanted is None:
            wanted = draft_among(self.catalogs, catalog_id) or latest_published(
                self.catalogs, catalog_id
            )
        if wanted is None:
            return
        same = self.catalog is not None and _key(self.catalog) == _key(wanted)
        self.catalog = wanted
        if clause_id or not same:
            first = wanted.clauses[0].id if wanted.clauses else ""
            known = editing.clause_named(wanted, clause_id) is not None
            self.clause_id = clause_id if known else first
        (self.changed if same else self.opened).emit()

    def choose(self, clause_id: str) -> None:
        """Show another clause."""
        if clause_id != self.clause_id:
            self.clause_id = clause_id
            self.changed.emit()

    # -- editing -----------------------------------------------------------------------------

    def edit(self, title: str, change: Change, *, clause_id: str | None = None) -> bool:
        """Make one edit of the open catalog; False if it is locked or nothing was changed.

        Args:
            title: What was done, for the history, such as 修改第七条.
            change: The catalog after it.
            clause_id: The clause to show afterwards.
        """
        session, catalog = self._document.session, self.catalog
        if session is None or catalog is None:
            return False
        if self.locked:
            self.failed.emit(KnownError(tr("没有修改"), reason=self.locked))
            return False
        draft, shown = editing.as_draft(self.catalogs, catalog), self.clause_id
        after = change(draft)
        if after == draft:
            return False
        # The session tells of the edit while it is made: everything is in place before.
        self.catalog, self.clause_id = after, clause_id or shown
        try:
            save_draft(session, after, title=title)
        except KnownError as error:
            self.catalog, self.clause_id = catalog, shown
            self.failed.emit(error)
            return False
        if catalog.published:
            self.opened.emit()
            self.drafted.emit(after)
        return True

    def put(self, clause: AnyClause) -> bool:
        """Take over what a form made of the current clause."""
        old = self.clause_id
        title = tr("修改{clause}").format(clause=editing.clause_title(clause))
        return self.edit(
            title, lambda one: editing.with_clause(one, old, clause), clause_id=clause.id
        )

    def put_threshold(self, row: int, value: float) -> None:
        """Another value (stored unit) in a threshold row of the current clause."""
        clause = self.clause
        if isinstance(clause, RequirementClause) and row < len(clause.thresholds):
            rows = list(clause.thresholds)
            rows[row] = replace(rows[row], value=value)
            self.put(replace(clause, thresholds=tuple(rows)))

    def add(self, kind: type[AnyClause]) -> None:
        """A new clause of a kind behind the current one."""
        if self.catalog is not None:
            self._put_in(editing.fresh_clause(self.catalog, kind), tr("新建{clause}"))

    def duplicate(self) -> None:
        """The current clause again, behind itself."""
        if self.catalog is not None and self.clause is not None:
            self._put_in(editing.copy_of(self.catalog, self.clause_id), tr("复制为{clause}"))

    def insert(self, clause: AnyClause) -> None:
        """A clause that was made elsewhere, behind the current one."""
        self._put_in(clause, tr("新建{clause}"))

    def remove(self, ids: Sequence[str]) -> None:
        """Take clauses away; the one behind them becomes current."""
        catalog = self.catalog
        if catalog is None or not ids:
            return
        left = [one.id for one in catalog.clauses if one.id not in ids]
        at = next(place for place, one in enumerate(catalog.clauses) if one.id in ids)
        names = "、".join(editing.clause_title(one) for one in catalog.clauses if one.id in ids)
        self.edit(
            tr("删除{clause}").format(clause=names),
            lambda one: editing.without_clauses(one, ids),
            clause_id=left[min(at, len(left) - 1)] if left else "",
        )

    def move(self, step: int) -> None:
        """Move the current clause up (-1) or down (+1)."""
        clause = self.clause
        if clause is not None:
            title = tr("移动{clause}").format(clause=editing.clause_title(clause))
            self.edit(title, lambda one: editing.moved(one, clause.id, step))

    def revert_clause(self) -> None:
        """Make the current clause what it is in the published version."""
        clause, base = self.clause, self.base
        before = None if clause is None or base is None else editing.clause_named(base, clause.id)
        if before is not None:
            title = tr("还原{clause}").format(clause=editing.clause_title(before))
            self.edit(title, lambda one: editing.with_clause(one, before.id, before))

    def discard(self) -> None:
        """Remove the open draft; the published version is shown then."""
        session, catalog = self._document.session, self.catalog
        if session is None or catalog is None or catalog.published:
            return
        try:
            discard_draft(session, catalog.id, catalog.version)
        except KnownError as error:
            self.failed.emit(error)

    def _put_in(self, clause: AnyClause, title: str) -> None:
        after = self.clause_id
        self.edit(
            title.format(clause=editing.clause_title(clause)),
            lambda one: editing.with_new_clause(one, clause, after),
            clause_id=clause.id,
        )

    def _again(self, before: Catalog, known: set[tuple[str, str]]) -> Catalog | None:
        """The version that was open, or its draft that has just come (back).

        Where the version is gone: the draft, or the latest, of the same catalog.
        """
        draft = draft_among(self.catalogs, before.id)
        if draft is not None and known and _key(draft) not in known:
            return draft
        for one in self.catalogs:
            if _key(one) == _key(before):
                return one
        return draft or latest_published(self.catalogs, before.id)


def _key(catalog: Catalog) -> tuple[str, str]:
    return catalog.id, catalog.version
