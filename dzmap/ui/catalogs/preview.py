"""命中预览: how many enterprises the clause hits, what they weigh, and who cannot be told."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dzmap.core.catalogs import (
    AnyClause,
    ExceptionClause,
    ListClause,
    ProcedureClause,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.quantities import format_yi_yuan
from dzmap.core.threshold_profile import ThresholdProfile
from dzmap.core.wording import comparison_text
from dzmap.ui.catalogs.checking import Hits
from dzmap.ui.catalogs.choices import choose, combo
from dzmap.ui.catalogs.threshold_profile import ThresholdHistogram
from dzmap.ui.i18n import later, tr
from dzmap.ui.theme.theme import Theme

_WORDS: dict[type[AnyClause], str] = {
    ListClause: later("家列入"),
    RequirementClause: later("家不满足"),
    SpatialClause: later("家不满足"),
    ProcedureClause: later("家须办理"),
    ExceptionClause: later("家豁免"),
}


class Preview(QWidget):
    """One line of figures; a histogram above it where the clause has a threshold to move.

    ``row_asked`` carries the threshold row to be shown, ``moved`` that row and its new value.
    """

    row_asked = Signal(int)
    moved = Signal(int, float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._profile: ThresholdProfile | None = None
        self.histogram = ThresholdHistogram(theme)
        self.histogram.moved.connect(self._show_move)
        self.histogram.settled.connect(self._settle)
        self.rows = combo(tr("哪一档"), {})
        self.rows.activated.connect(lambda _: self.row_asked.emit(int(self.rows.currentData())))
        self._theme = theme
        self._clause: AnyClause | None = None
        self._hits: Hits | None = None
        self._count, self._word, self._rest = QLabel(), QLabel(), QLabel()
        self._rest.setProperty("role", "secondary")
        self._rest.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._count)
        line.addWidget(self._word)
        line.addWidget(self._rest, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.rows)
        box.addWidget(self.histogram)
        box.addLayout(line)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_profile(None)

    @property
    def text(self) -> str:
        """Everything that is said, in one line."""
        parts = (label.text() for label in (self._count, self._word, self._rest))
        return " ".join(part for part in parts if part)

    def show_clause(self, clause: AnyClause | None) -> None:
        """Another clause, or the same one changed."""
        self._clause = clause
        self._show()

    def show_profile(self, profile: ThresholdProfile | None) -> None:
        """The threshold that can be moved; None if the clause has none."""
        self._profile = profile
        self.histogram.setVisible(profile is not None)
        if profile is not None:
            self.histogram.show_profile(profile)
        self._offer_rows()
        self._show()

    def show_hits(self, hits: Hits | None) -> None:
        """What the clauses hit; None while that is being counted."""
        self._hits = hits
        self._show()

    def _show(self) -> None:
        clause, hits = self._clause, self._hits
        found = None if clause is None or hits is None else hits.by_clause.get(clause.id)
        self._count.setVisible(found is not None)
        self._word.setVisible(found is not None)
        if clause is None:
            self._rest.setText("")
        elif hits is None:
            self._rest.setText(tr("正在统计…"))
        elif not hits.enterprises:
            self._rest.setText(tr("项目中没有企业，不能预览命中。先导入企业。"))
        elif found is None:
            self._rest.setText(tr("本条在判定日没有施行，没有命中。"))
        else:
            self._count.setText(f"{found.hit.count:,}")
            self._word.setText(tr(_WORDS[type(clause)]))
            revenue = tr("营收 {revenue}").format(
                revenue=format_yi_yuan(found.hit.revenue.reported)
            )
            parts = [revenue if found.hit.count else ""]
            if found.unknown.count:
                parts.append(tr("缺资料 {count} 家，单列").format(count=f"{found.unknown.count:,}"))
            if found.lifted:
                parts.append(tr("已豁免或被替换 {count} 家").format(count=f"{found.lifted:,}"))
            self._rest.setText("　".join(part for part in parts if part))
        self.setAccessibleName(self.text)

    def _offer_rows(self) -> None:
        """Which row of the threshold table is moved, where there are several."""
        clause, profile = self._clause, self._profile
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

    def _show_move(self, value: float) -> None:
        """The figures at the place to which the threshold is being dragged."""
        profile = self._profile
        if profile is None:
            return
        there = profile.at(value)
        self._count.setText(f"{there.failing.count:,}")
        parts = [
            tr("营收 {revenue}").format(revenue=format_yi_yuan(there.failing.revenue.reported)),
            tr("缺资料 {count} 家，单列").format(count=f"{there.unknown.count:,}")
            if there.unknown.count
            else "",
            tr("{count} 家结论改变").format(count=f"{there.flipped.count:,}"),
        ]
        self._rest.setText("　".join(part for part in parts if part))

    def _settle(self, value: float) -> None:
        profile = self._profile
        if profile is not None and value != profile.current:
            self.moved.emit(profile.row, value)

    def _dress(self) -> None:
        self._count.setFont(self._theme.font(13.5, bold=True))
