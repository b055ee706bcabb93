"""Over whom a draft is tried: the project's enterprises or its projects, prepared once, asked often."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from dzmap.core.catalogs import Catalog
from dzmap.core.clause_hits import ClauseHits
from dzmap.core.threshold_profile import ThresholdProfile
from dzmap.services.catalog_impact import ImpactBase, prepare
from dzmap.services.industries import industry_tree
from dzmap.services.jobs import Progress
from dzmap.services.screening import ScreeningRequest
from dzmap.ui.i18n import later

if TYPE_CHECKING:
    from dzmap.services.ports import ReferenceData
    from dzmap.services.session import Session

ENTERPRISES, PROJECTS = "enterprises", "projects"
SOURCES: Mapping[str, str] = MappingProxyType({ENTERPRISES: later("企业"), PROJECTS: later("项目")})
UNITS: Mapping[str, str] = MappingProxyType({ENTERPRISES: later("家"), PROJECTS: later("个")})
"""How many of them are counted: 40 家, 40 个."""

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a clause does to a source: its threshold where it has one to move, and whom it hits."""

    source: str = ENTERPRISES
    people: int = 0
    hits: ClauseHits | None = None
    profile: ThresholdProfile | None = None

    @property
    def telling(self) -> bool:
        """Whether the source has figures for the clause at all."""
        if self.profile is not None:
            return self.profile.measured.count > 0
        return self.hits is not None and self.hits.concerned.count > 0


class Crowds:
    """The applicants of a project by source, as a year and a day see them.

    They are prepared in the worker that first asks for them. Workers may ask at the same time; each
    waits for the one before.
    """

    def __init__(
        self,
        session: "Session",
        request: ScreeningRequest,
        reference: "ReferenceData",
        as_new: bool,
    ) -> None:
        self._session, self._request = session, request
        self._reference, self._as_new = reference, as_new
        self._bases: dict[str, ImpactBase] = {}
        self._hits: dict[str, tuple[ImpactBase, Catalog, Mapping[str, ClauseHits]]] = {}
        self._lock = Lock()

    def fits(self, session: "Session", request: ScreeningRequest, *, as_new: bool) -> bool:
        """Whether these are those of a project, year and day."""
        mine = (self._session, self._request.year, self._request.as_of, self._as_new)
        return mine == (session, request.year, request.as_of, as_new)

    def ask(
        self, source: str, question: Callable[[ImpactBase, Progress], T], progress: Progress
    ) -> T:
        """Ask the applicants of a source something."""
        with self._lock:
            return question(self._base(source, progress), progress)

    def hits(self, source: str, catalog: Catalog, progress: Progress) -> Mapping[str, ClauseHits]:
        """What every clause of a catalog finds among them, by clause id."""
        with self._lock:
            base = self._base(source, progress)
            known = self._hits.get(source)
            if known is None or known[0] is not base or known[1] is not catalog:
                known = self._hits[source] = (base, catalog, base.hits(catalog, progress))
            return known[2]

    def _base(self, source: str, progress: Progress) -> ImpactBase:
        base = self._bases.get(source)
        if base is None or base.stale:
            base = self._bases[source] = prepare(
                self._session,
                replace(self._request, source=source),
                progress,
                industries=industry_tree(self._reference),
                as_new=self._as_new and source == ENTERPRISES,
            )
        return base
