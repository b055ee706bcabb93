"""The clauses of a catalog as a Qt table model: 条款, 类型, 适用于, 要求, 结论, 命中企业."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from dzmap.core.catalog_findings import Finding
from dzmap.core.catalogs import AnyClause, Catalog
from dzmap.core.clause_hits import ClauseHits
from dzmap.core.problems import Severity
from dzmap.core.wording import Wording
from dzmap.services.catalog_editing import clause_title
from dzmap.ui.catalogs.clause_rows import demand_text, scope_text
from dzmap.ui.catalogs.crowds import ENTERPRISES, PROJECTS, UNITS
from dzmap.ui.catalogs.words import contribution, kind_of
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening.verdict_chip import VERDICT_ROLE

Index = QModelIndex | QPersistentModelIndex
CLAUSE_ROLE = Qt.ItemDataRole.UserRole + 11
SEVERITY_ROLE = Qt.ItemDataRole.UserRole + 12
NUMBER, KIND, SCOPE, DEMAND, VERDICT, HITS = range(6)
_HEADERS = (
    later("条款"),
    later("类型"),
    later("适用于"),
    later("要求"),
    later("不满足则 / 结论"),
    later("命中企业"),
)
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ClauseModel(QAbstractTableModel):
    """The clauses of one catalog, all or one kind of them; ``wording`` knows those of others."""

    def __init__(self) -> None:
        super().__init__()
        self.catalog: Catalog | None = None
        self.wording = Wording()
        self.clauses: tuple[AnyClause, ...] = ()
        self._only: type[AnyClause] | None = None
        self._hits: Mapping[str, ClauseHits] | None = None
        self._source = ENTERPRISES
        self._worst: Mapping[str, Severity] = {}

    def show_catalog(self, catalog: Catalog | None, only: type[AnyClause] | None = None) -> None:
        """Show the clauses of a catalog; ``only`` of one kind."""
        every = () if catalog is None else catalog.clauses
        clauses = tuple(one for one in every if only is None or isinstance(one, only))
        same_rows = [one.id for one in clauses] == [one.id for one in self.clauses]
        if same_rows and self.catalog is not None:
            self.catalog, self.clauses, self._only = catalog, clauses, only
            self._tell(0, HITS)
            return
        self.beginResetModel()
        self.catalog, self.clauses, self._only = catalog, clauses, only
        self.endResetModel()

    def show_hits(self, hits: Mapping[str, ClauseHits] | None, source: str = ENTERPRISES) -> None:
        """Show how many of a source each clause hits; None while that is not known."""
        self._hits = hits
        if source != self._source:
            self._source = source
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, HITS, HITS)
        self._tell(HITS, HITS)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Mark the clauses about which something was found."""
        worst: dict[str, Severity] = {}
        for one in findings:
            if one.clause_id and worst.get(one.clause_id) is not Severity.ERROR:
                worst[one.clause_id] = one.severity
        self._worst = worst
        self._tell(NUMBER, NUMBER)

    def row_of(self, clause_id: str) -> int:
        """The row of a clause, -1 if it is not shown."""
        return next((row for row, one in enumerate(self.clauses) if one.id == clause_id), -1)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.clauses)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADERS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == HITS:
            return _RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if section == HITS and self._source == PROJECTS:
            return tr("命中项目")
        return tr(_HEADERS[section])

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        clause, column = self.clauses[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(clause, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(clause, column))
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(clause, column)
            case _:
                return self._mark(clause, column, role)

    def _mark(self, clause: AnyClause, column: int, role: int) -> object:
        if role == CLAUSE_ROLE:
            return clause.id
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column == HITS else None
        if role == VERDICT_ROLE:
            return contribution(clause) if column == VERDICT else None
        if role == SEVERITY_ROLE and column == NUMBER:
            return self._worst.get(clause.id)
        return None

    def _text(self, clause: AnyClause, column: int) -> str:
        catalog = self.catalog
        if catalog is None:
            return ""
        texts: dict[int, Callable[[], str]] = {
            NUMBER: lambda: clause_title(clause),
            KIND: lambda: tr(kind_of(clause).word),
            SCOPE: lambda: scope_text(clause, catalog),
            DEMAND: lambda: demand_text(clause, catalog, self.wording),
            VERDICT: lambda: "" if contribution(clause) is not None else "—",
            HITS: lambda: self._count(clause),
        }
        return texts[column]()

    def _count(self, clause: AnyClause) -> str:
        if self._hits is None:
            return "…"
        found = self._hits.get(clause.id)
        return "—" if found is None else f"{found.hit.count:,}"

    def _tip(self, clause: AnyClause, column: int) -> str:
        if column == HITS and self._hits is not None and clause.id in self._hits:
            found = self._hits[clause.id]
            return tr("命中 {hit} {unit}，缺资料 {unknown} {unit}（单列）").format(
                hit=f"{found.hit.count:,}",
                unknown=f"{found.unknown.count:,}",
                unit=tr(UNITS[self._source]),
            )
        text = self._text(clause, column)
        return f"{text}\n{clause.text}" if clause.text and column == DEMAND else text

    def _spoken(self, clause: AnyClause, column: int) -> str:
        verdict = contribution(clause)
        if column == VERDICT and verdict is not None:
            return verdict.zh
        text = self._text(clause, column)
        severity = self._worst.get(clause.id) if column == NUMBER else None
        return text if severity is None else f"{text}，{tr(severity.value)}"

    def _tell(self, first: int, last: int) -> None:
        if self.clauses:
            self.dataChanged.emit(self.index(0, first), self.index(len(self.clauses) - 1, last))
