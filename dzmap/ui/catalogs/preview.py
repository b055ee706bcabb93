"""命中预览: how many enterprises the clause hits, what they weigh, and who cannot be told."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dzmap.core.catalogs import (
    AnyClause,
    ExceptionClause,
    ListClause,
    ProcedureClause,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.clause_hits import ClauseHits
from dzmap.core.threshold_profile import ThresholdProfile
from dzmap.core.wording import comparison_text
from dzmap.ui.catalogs.checking import Hits
from dzmap.ui.catalogs.choices import choose, combo
from dzmap.ui.catalogs.threshold_panel import ThresholdPanel, revenue_text
from dzmap.ui.i18n import later, tr
from dzmap.ui.theme.theme import Theme

_WORDS: dict[type[AnyClause], str] = {
    ListClause: later("家列入"),
    RequirementClause: later("家不满足"),
    SpatialClause: later("家不满足"),
    ProcedureClause: later("家须办理"),
    ExceptionClause: later("家豁免"),
}
_FAILING = (RequirementClause, SpatialClause)


class Preview(QWidget):
    """One line of figures; the histogram instead where the clause has a threshold to move.

    ``row_asked`` carries the threshold row to be shown, ``moved`` that row and its new value,
    ``as_new_asked`` whether the enterprises are to be judged as if they were new.
    """

    row_asked = Signal(int)
    moved = Signal(int, float)
    as_new_asked = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._clause: AnyClause | None = None
        self._hits: Hits | None = None
        self.rows = combo(tr("哪一档"), {})
        self.rows.activated.connect(lambda _: self.row_asked.emit(int(self.rows.currentData())))
        self.panel = ThresholdPanel(theme)
        self.panel.settled.connect(self._settle)
        self._count, self._word, self._rest = QLabel(), QLabel(), QLabel()
        self._rest.setProperty("role", "secondary")
        self._rest.setWordWrap(True)
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self._count)
        line.addWidget(self._word)
        line.addWidget(self._rest, 1)
        self.as_new = QCheckBox(tr("按新建项目推算"))
        self.as_new.setToolTip(tr("把现有企业当作新建项目来判，看门槛对新项目有多高"))
        self.as_new.clicked.connect(self.as_new_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for widget in (self.rows, self.panel, self._line, self.as_new):
            box.addWidget(widget)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_profile(None)

    @property
    def text(self) -> str:
        """Everything that is said, in one line."""
        if self.panel.profile is not None:
            return self.panel.text
        parts = (label.text() for label in (self._count, self._word, self._rest))
        return " ".join(part for part in parts if part)

    def show_clause(self, clause: AnyClause | None) -> None:
        """Another clause, or the same one changed."""
        other = clause is None or self._clause is None or clause.id != self._clause.id
        self._clause = clause
        if other:
            self.show_profile(None)
        self._show()

    def show_profile(self, profile: ThresholdProfile | None) -> None:
        """The threshold that can be moved; None if the clause has none."""
        self.panel.show_profile(profile)
        self._line.setVisible(profile is None)
        self._offer_rows(profile)
        self._show()

    def show_hits(self, hits: Hits | None) -> None:
        """What the clauses hit; None while that is being counted."""
        self._hits = hits
        self.as_new.setVisible(hits is None or hits.enterprises > 0)
        self._show()

    def _show(self) -> None:
        clause, hits = self._clause, self._hits
        found = None if clause is None or hits is None else hits.by_clause.get(clause.id)
        self._count.setText("" if found is None else f"{found.hit.count:,}")
        self._count.setVisible(found is not None)
        self._word.setVisible(found is not None)
        self._word.setText("" if found is None or clause is None else tr(_WORDS[type(clause)]))
        failing = found is not None and found.hit.count > 0 and isinstance(clause, _FAILING)
        self._count.setProperty("tone", "error" if failing else "")
        self._count.style().polish(self._count)
        if clause is None:
            self._rest.setText("")
        elif hits is None:
            self._rest.setText(tr("正在统计…"))
        elif not hits.enterprises:
            self._rest.setText(tr("项目中没有企业，不能预览命中。先导入企业。"))
        elif found is None:
            self._rest.setText(tr("本条在判定日没有施行，没有命中。"))
        else:
            self._rest.setText(_weight(found))
        self.setAccessibleName(self.text)

    def _offer_rows(self, profile: ThresholdProfile | None) -> None:
        """Which row of the threshold table is moved, where there are several."""
        clause = self._clause
        rows = clause.thresholds if isinstance(clause, RequirementClause) else ()
        self.rows.setVisible(profile is not None and len(rows) > 1)
        if profile is None or not isinstance(clause, RequirementClause):
            return
        self.rows.clear()
        for place, row in enumerate(rows):
            who = [*row.industries, *row.zone_tiers, *row.land_grades]
            value = comparison_text(clause.metric, clause.op, row.value)
            self.rows.addItem(f"{'、'.join(who) or tr('其余')}：{value}", place)
        choose(self.rows, profile.row)

    def _settle(self, value: float) -> None:
        profile = self.panel.profile
        if profile is not None and value != profile.current:
            self.moved.emit(profile.row, value)

    def _dress(self) -> None:
        self._count.setFont(self._theme.font(13.5, bold=True))


def _weight(found: ClauseHits) -> str:
    parts = [revenue_text(found.hit.revenue)] if found.hit.count else []
    if found.unknown.count:
        parts.append(tr("缺资料 {count} 家，单列").format(count=f"{found.unknown.count:,}"))
    if found.lifted:
        parts.append(tr("已豁免或被替换 {count} 家").format(count=f"{found.lifted:,}"))
    return "　".join(parts)
