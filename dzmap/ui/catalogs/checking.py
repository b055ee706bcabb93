"""What is computed of the open version in the background: findings, hits, profiles, examples."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from dzmap.core.catalogs import Catalog
from dzmap.core.clause_hits import ClauseHits
from dzmap.services.catalog_checking import CatalogCheck, check_catalogs
from dzmap.services.catalog_impact import ImpactBase
from dzmap.services.catalog_versions import PublishedOnly
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRequest
from dzmap.ui.catalogs.crowds import ENTERPRISES, SOURCES, Crowds, Seen
from dzmap.ui.catalogs.editor import Editor
from dzmap.ui.i18n import tr
from dzmap.ui.page import Desk

_PATIENCE_MS = 250

T = TypeVar("T")


@dataclass(frozen=True)
class Hits:
    """What the clauses of a version hit among the applicants of a source."""

    by_clause: Mapping[str, ClauseHits] = field(default_factory=dict)
    source: str = ENTERPRISES


class Checking(QObject):
    """Looks at the open version again a moment after each edit.

    ``checked`` carries a CatalogCheck, ``counted`` the Hits of all clauses, ``previewed`` what is Seen
    of the current one, None without one.
    """

    checked = Signal(object)
    counted = Signal(object)
    previewed = Signal(object)

    def __init__(self, desk: Desk, editor: Editor, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._editor = desk, editor
        self._crowds: Crowds | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self.look)
        self._row, self._clause_id = 0, ""
        self._as_new = False
        self._looked_at: Catalog | None = None

    def judge_as_new(self, as_new: bool) -> None:
        """Whether enterprises are judged as if they were new projects."""
        self._as_new = as_new
        self.soon(afresh=True)

    def choose_source(self, source: str) -> None:
        """Look at enterprises or at projects from now on, whatever figures they have."""
        self._desk.settings.preview_source = source
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
        self._crowds = self._looked_at = None

    def look(self) -> None:
        """Check, and count what each clause hits, unless that was done; draw the threshold."""
        self._timer.stop()
        if self._looked_at is not self._editor.catalog:
            self._looked_at = self._editor.catalog
            self.check()
            self._count()
        self.preview(self._row)

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
        crowds = self._present_crowds()
        if crowds is not None:
            self._run(title, lambda one: crowds.ask(ENTERPRISES, ask, one), key, done)

    def preview(self, row: int = 0) -> None:
        """What the current clause does, with the profile of one of its threshold rows.

        Of both sources the first one with figures for the clause is taken, unless the user chose one.
        """
        catalog, clause_id = self._editor.catalog, self._editor.clause_id
        if clause_id != self._clause_id:
            row = 0
        self._row, self._clause_id = row, clause_id
        crowds = self._present_crowds()
        if catalog is None or not clause_id or crowds is None:
            self.previewed.emit(None)
            return
        people = {source: self._people(source) for source in self._sources()}
        there = [source for source, count in people.items() if count]
        if not there:
            self.previewed.emit(Seen(source=next(iter(people))))
            return

        def work(progress: Progress) -> Seen:
            every = []
            for source in there:
                profile = crowds.ask(
                    source, lambda base, one: base.profile(catalog, clause_id, row, one), progress
                )
                hits = crowds.hits(source, catalog, progress).get(clause_id)
                every.append(Seen(source=source, people=people[source], hits=hits, profile=profile))
                if every[-1].telling:
                    return every[-1]
            return every[0]

        def done(seen: Seen) -> None:
            if (self._editor.catalog, self._editor.clause_id) == (catalog, clause_id):
                self.previewed.emit(seen)

        self._run(tr("统计门槛"), work, "catalog profile", done)

    def _count(self) -> None:
        catalog, crowds = self._editor.catalog, self._present_crowds()
        source = self._sources()[0]
        if catalog is None or crowds is None or not self._people(source):
            self.counted.emit(Hits(source=source))
            return

        def done(found: Mapping[str, ClauseHits]) -> None:
            if catalog is self._editor.catalog:
                self.counted.emit(Hits(found, source))

        self._run(
            tr("统计命中企业"),
            lambda progress: crowds.hits(source, catalog, progress),
            "catalog hits",
            done,
        )

    def _run(
        self,
        title: str,
        work: Callable[[Progress], T],
        key: str,
        done: Callable[[T], object],
    ) -> None:
        session = self._desk.document.session

        def take(found: T) -> None:
            if self._desk.document.session is session:
                done(found)

        self._desk.jobs.run(title, work, key=key, on_done=take)

    def _present_crowds(self) -> Crowds | None:
        """Those of the project, year and day as they are now."""
        session, context = self._desk.document.session, self._desk.context
        if session is None:
            return None
        request = ScreeningRequest(year=context.year, as_of=context.as_of)
        crowds = self._crowds
        if crowds is None or not crowds.fits(session, request, as_new=self._as_new):
            reference = self._desk.document.application.reference
            crowds = self._crowds = Crowds(session, request, reference, self._as_new)
        return crowds

    def _sources(self) -> list[str]:
        """Whom the user chose to look at, else both."""
        chosen = self._desk.settings.preview_source
        return [chosen] if chosen else list(SOURCES)

    def _people(self, source: str) -> int:
        session = self._desk.document.session
        return 0 if session is None else len(session.table(source))
