"""命中预览: how many enterprises the clause hits, what they weigh, and who cannot be told."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from dzmap.core.catalogs import (
    AnyClause,
    ExceptionClause,
    ListClause,
    ProcedureClause,
    RequirementClause,
    SpatialClause,
)
from dzmap.core.threshold_profile import ThresholdProfile
from dzmap.core.wording import comparison_text
from dzmap.ui.catalogs.choices import Segments, choose, combo
from dzmap.ui.catalogs.crowds import ENTERPRISES, PROJECTS, SOURCES, UNITS, Seen
from dzmap.ui.catalogs.threshold_panel import ThresholdPanel, revenue_text
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

_WORDS: dict[type[AnyClause], str] = {
    ListClause: later("{unit}列入"),
    RequirementClause: later("{unit}不满足"),
    SpatialClause: later("{unit}不满足"),
    ProcedureClause: later("{unit}须办理"),
    ExceptionClause: later("{unit}豁免"),
}
_FAILING = (RequirementClause, SpatialClause)
_NOBODY = {
    ENTERPRISES: later("项目中没有企业，不能预览命中。先导入企业。"),
    PROJECTS: later("项目中没有投资项目，不能预览命中。先导入项目。"),
}


class Preview(QWidget):
    """One line of figures; the histogram instead where the clause has a threshold to move.

    ``source_asked`` carries enterprises or projects, ``row_asked`` the threshold row to be shown,
    ``moved`` that row and its new value, ``as_new_asked`` whether the enterprises are to be judged as
    if they were new.
    """

    source_asked = Signal(object)
    row_asked = Signal(int)
    moved = Signal(int, float)
    as_new_asked = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._clause: AnyClause | None = None
        self._seen: Seen | None = None
        self.source = Segments(tr("对象"), {key: tr(text) for key, text in SOURCES.items()})
        self.source.chosen.connect(self.source_asked)
        self.rows = combo(tr("哪一档"), {})
        self.rows.activated.connect(lambda _: self.row_asked.emit(int(self.rows.currentData())))
        self.panel = ThresholdPanel(theme)
        self.panel.settled.connect(self._settle)
        self._count, self._word, self._rest = plain_label(), plain_label(), plain_label()
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
        over = QHBoxLayout()
        over.setSpacing(8)
        over.addWidget(self.source, 1)
        over.addWidget(self.as_new)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(over)
        for widget in (self.rows, self.panel, self._line):
            box.addWidget(widget)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_seen(None)

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
            self.show_seen(None)
        self._show()

    def show_seen(self, seen: Seen | None) -> None:
        """What the clause does; None while that is being worked out."""
        self._seen = seen
        profile = None if seen is None else seen.profile
        if seen is not None:
            self.source.choose(seen.source)
            self.panel.show_unit(tr(UNITS[seen.source]))
        self.as_new.setVisible(seen is None or (seen.source == ENTERPRISES and seen.people > 0))
        self.panel.show_profile(profile)
        self._line.setVisible(profile is None)
        self._offer_rows(profile)
        self._show()

    def _show(self) -> None:
        clause, seen = self._clause, self._seen
        found = None if clause is None or seen is None else seen.hits
        self._count.setText("" if found is None else f"{found.hit.count:,}")
        self._count.setVisible(found is not None)
        self._word.setVisible(found is not None)
        if found is not None and clause is not None and seen is not None:
            self._word.setText(tr(_WORDS[type(clause)]).format(unit=tr(UNITS[seen.source])))
        failing = found is not None and found.hit.count > 0 and isinstance(clause, _FAILING)
        self._count.setProperty("tone", "error" if failing else "")
        self._count.style().polish(self._count)
        self._rest.setText("" if clause is None else _rest(seen))
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


def _rest(seen: Seen | None) -> str:
    if seen is None:
        return tr("正在统计…")
    if not seen.people:
        return tr(_NOBODY[seen.source])
    if seen.hits is None:
        return tr("本条在判定日没有施行，没有命中。")
    found, unit = seen.hits, tr(UNITS[seen.source])
    parts = [revenue_text(found.hit.revenue, unit)] if found.hit.count else []
    if found.unknown.count:
        count = f"{found.unknown.count:,}"
        parts.append(tr("缺资料 {count} {unit}，单列").format(count=count, unit=unit))
    if found.lifted:
        count = f"{found.lifted:,}"
        parts.append(tr("已豁免或被替换 {count} {unit}").format(count=count, unit=unit))
    return "　".join(parts)
