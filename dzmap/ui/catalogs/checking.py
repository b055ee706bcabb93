"""What is computed of the open version in the background: findings, hits, profiles, examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from dzmap.core.catalogs import Catalog
from dzmap.core.clause_hits import ClauseHits
from dzmap.core.threshold_profile import ThresholdProfile
from dzmap.services.catalog_checking import CatalogCheck, check_catalogs
from dzmap.services.catalog_impact import ImpactBase, prepare
from dzmap.services.catalog_versions import PublishedOnly
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRequest
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

_PATIENCE_MS = 250


@dataclass(frozen=True)
class Hits:
    """What the clauses of a version hit among how many enterprises."""

    by_clause: Mapping[str, ClauseHits] = field(default_factory=dict)
    enterprises: int = 0
    year: int = 0


class Checking(QObject):
    """Looks at the open version again a moment after each edit.

    ``checked`` carries a CatalogCheck, ``counted`` the hits, ``profiled`` the profile of the current
    threshold (None if it has none).
    """

    checked = Signal(object)
    counted = Signal(object)
    profiled = Signal(object)

    def __init__(self, desk: Desk, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._editor = desk, editor
        self._base: ImpactBase | None = None
        self._base_of: tuple[object, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self.look)
        self._row, self._clause_id = 0, ""
        self._as_new = False
        self._looked_at: Catalog | None = None

    def judge_as_new(self, as_new: bool) -> None:
        """Whether enterprises are judged as if they were new projects."""
        self._as_new = as_new
        self.soon(afresh=True)

    def soon(self, *, afresh: bool = False) -> None:
        """Look again once the user pauses; ``afresh``: not only the catalog may be another."""
        if afresh:
            self._looked_at = None
        self._timer.start()

    @property
    def waiting(self) -> bool:
        """Whether the user's pause is being waited for."""
        return self._timer.isActive()

    def forget(self) -> None:
        """The project is gone."""
        self._timer.stop()
        self._base = self._looked_at = None

    def look(self) -> None:
        """Check, and count what each clause hits, unless that was done; draw the threshold."""
        self._timer.stop()
        if self._looked_at is not self._editor.catalog:
            self._looked_at = self._editor.catalog
            self.check()
            self._count()
        self.profile(self._row)

    def check(self, then: Callable[[CatalogCheck], object] | None = None) -> None:
        """Check the open version among the published ones, and run its examples."""
        catalog, session = self._editor.catalog, self._desk.document.session
        if catalog is None or session is None:
            return
        reference = self._desk.document.application.reference

        def work(progress: Progress) -> CatalogCheck:
            progress.step(tr("检查目录"))
            company = PublishedOnly(session)
            return check_catalogs([catalog], industry_tree(reference), company)[0]

        def done(check: CatalogCheck) -> None:
            if catalog is self._editor.catalog:
                self.checked.emit(check)
                if then is not None:
                    then(check)

        self._desk.jobs.run(tr("检查目录"), work, key="catalog check", on_done=done)

    def with_base(
        self,
        title: str,
        ask: Callable[[ImpactBase, Progress], object],
        key: str,
        done: Callable[[Any], object],
    ) -> None:
        """Ask the prepared enterprises something in the background."""
        session, context = self._desk.document.session, self._desk.context
        if session is None:
            return
        request = ScreeningRequest(year=context.year, as_of=context.as_of)
        reference = self._desk.document.application.reference
        as_new = self._as_new
        of = (session, request.year, request.as_of, as_new)
        kept = self._base if self._base_of == of else None

        def work(progress: Progress) -> tuple[ImpactBase, object]:
            base = kept
            if base is None or base.stale:
                tree = industry_tree(reference)
                base = prepare(session, request, progress, industries=tree, as_new=as_new)
            return base, ask(base, progress)

        def take(found: tuple[ImpactBase, object]) -> None:
            if self._desk.document.session is session:
                self._base, self._base_of = found[0], of
                done(found[1])

        self._desk.jobs.run(title, work, key=key, on_done=take)

    def profile(self, row: int = 0) -> None:
        """The profile of a threshold row of the current clause."""
        catalog, clause_id = self._editor.catalog, self._editor.clause_id
        if clause_id != self._clause_id:
            row = 0
        self._row, self._clause_id = row, clause_id
        if catalog is None or not clause_id or not self._enterprises():
            self.profiled.emit(None)
            return

        def done(profile: ThresholdProfile | None) -> None:
            if (self._editor.catalog, self._editor.clause_id) == (catalog, clause_id):
                self.profiled.emit(profile)

        self.with_base(
            tr("统计门槛"),
            lambda base, progress: base.profile(catalog, clause_id, row, progress),
            "catalog profile",
            done,
        )

    def _count(self) -> None:
        catalog, year = self._editor.catalog, self._desk.context.year
        enterprises = self._enterprises()
        if catalog is None or not enterprises:
            self.counted.emit(Hits(enterprises=0, year=year))
            return

        def done(found: Mapping[str, ClauseHits]) -> None:
            if catalog is self._editor.catalog:
                self.counted.emit(Hits(found, enterprises, year))

        self.with_base(
            tr("统计命中企业"),
            lambda base, progress: base.hits(catalog, progress),
            "catalog hits",
            done,
        )

    def _enterprises(self) -> int:
        session = self._desk.document.session
        return 0 if session is None else len(session.table("enterprises"))
