"""判定依据: the verdict of one row with everything that led to it."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.kept_runs import RowOverride
from dzmap.core.verdicts import ClauseState, Explanation
from dzmap.services.clause_order import count_by_state
from dzmap.ui.i18n import tr
from dzmap.ui.overlay.tags import FlowLayout
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.clause_list import ClauseList
from dzmap.ui.screening.clause_rows import Show, arranged
from dzmap.ui.screening.evidence_actions import EvidenceActions
from dzmap.ui.screening.evidence_text import checked_line, facts_line, remedy_line, review_line
from dzmap.ui.screening.verdict_chip import VerdictChip
from dzmap.ui.screening.words import state_word
from dzmap.ui.theme.theme import Theme

_TONES = {
    ClauseState.VIOLATED: "error",
    ClauseState.PROCEDURE: "accent",
    ClauseState.SATISFIED: "ok",
}


@dataclass(frozen=True)
class Place:
    """Where the row stands among those shown: the 17th (from 1) of 126."""

    number: int
    count: int


class EvidencePanel(QWidget):
    """The right panel. ``stepped`` asks for the row before (-1) or after (+1).

    ``clause_opened``, ``impact_asked`` and ``stuck_asked`` carry the ids of catalog and clause, the
    last one also what the clause demands; ``clause_chosen`` and ``clause_located`` the clause.
    """

    cleared = Signal()
    clause_chosen = Signal(object)
    clause_located = Signal(object)
    stepped = Signal(int)
    located = Signal()
    copy_asked = Signal()
    review_asked = Signal()
    site_asked = Signal()
    clause_opened = Signal(str, str)
    impact_asked = Signal(str, str)
    stuck_asked = Signal(str, str, str)
    sheet_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._explanation: Explanation | None = None
        self._stack = QStackedWidget()
        self._empty = _empty_label()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._build())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.clear()

    @property
    def explanation(self) -> Explanation | None:
        """What is shown."""
        return self._explanation

    def clear(self, *, waiting: bool = True) -> None:
        """Show a hint instead; ``waiting``: there is no run yet."""
        self._explanation = None
        before = tr("还没有审查结果\n选好条件后点“开始审查”，再点一行，这里说明为什么。")
        after = tr("没有选中的行\n点结果表中的一行，或图上的一个记号，这里说明为什么。")
        self._empty.setText(before if waiting else after)
        self._stack.setCurrentWidget(self._empty)
        self.cleared.emit()

    def hide_actions(self) -> None:
        """Only show: what could be done with a row of a run cannot be done here."""
        self._actions.hide()
        self._clauses.only_shows = True

    def show_explanation(self, explanation: Explanation, place: Place) -> None:
        """Show the evidence of a row."""
        self._explanation = explanation
        self._name.setText(explanation.applicant_name or explanation.applicant_id)
        self._name.setToolTip(plain_tip(explanation.applicant_id))
        self._facts.setText(facts_line(explanation))
        self._chip.show_verdict(explanation.verdict)
        self._headline.setText(explanation.headline)
        _show(self._remedy, remedy_line(explanation))
        checked = checked_line(explanation)
        self._checked_text.setText(checked)
        self._checked.setVisible(bool(checked))
        self._band.setVisible(bool(explanation.clauses))
        self._show_counts(explanation)
        self._show_clauses()
        self._versions.setToolTip(plain_tip("\n".join(explanation.catalogs)))
        for shown in (self._actions, self._before, self._place, self._after):
            shown.show()
        self.show_review(None)
        self.show_place(place)
        self._stack.setCurrentIndex(1)

    def show_review(self, review: RowOverride | None) -> None:
        """Show the verdict that an official gave to the row, and the machine's beside it."""
        if self._explanation is None:
            return
        machine = self._explanation.verdict
        self._chip.show_verdict(machine if review is None else review.override.verdict)
        self._tag.setVisible(review is not None)
        self._review.setVisible(review is not None)
        self._review_text.setText("" if review is None else review_line(review))
        by = tr("机器判定") if review is None else tr("人工改判")
        self._versions.setText(f"{_versions(self._explanation)}   {by}")

    def show_draft(self) -> None:
        """What is shown is no row of a run (yet): nothing can be kept of it."""
        self._actions.hide()
        for step in (self._before, self._place, self._after):
            step.hide()
        if self._explanation is not None:
            self._versions.setText(
                f"{_versions(self._explanation)}   {tr('随填随判，没有列入结果')}"
            )

    def show_place(self, place: Place) -> None:
        """Say where the row stands among those shown now (0: it was filtered away)."""
        self._place.setText(f"{place.number:,} / {place.count:,}" if place.number else "—")
        self._before.setEnabled(place.number > 1)
        self._after.setEnabled(0 < place.number < place.count)

    # -- parts -------------------------------------------------------------------------------

    def _build(self) -> QWidget:
        self._name = plain_label()
        self._name.setProperty("role", "object")
        self._facts = plain_label()
        self._facts.setProperty("role", "secondary")
        self._chip = VerdictChip(self._theme)
        self._headline = plain_label()
        self._headline.setProperty("role", "strong")
        self._remedy = plain_label()
        for label in (self._name, self._facts, self._headline, self._remedy):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QWidget()
        box = QVBoxLayout(head)
        box.setContentsMargins(14, 10, 14, 12)
        box.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(2)
        top.addWidget(self._name, 1)
        for widget in self._steps():
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(top)
        box.addWidget(self._facts)
        box.addSpacing(6)
        box.addLayout(self._verdict_line())
        self._review, self._review_text = _note()
        self._checked, self._checked_text = _note()
        box.addWidget(self._review)
        box.addWidget(self._checked)
        self._versions = plain_label()
        self._versions.setProperty("role", "foot")
        self._versions.setWordWrap(True)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (head, self._count_band(), self._clause_list(), self._versions, self._foot()):
            layout.addWidget(part, 1 if part is self._clauses else 0)
        return page

    def _clause_list(self) -> ClauseList:
        self._clauses = ClauseList(self._theme)
        self._clauses.chosen.connect(self.clause_chosen)
        self._clauses.located.connect(self.clause_located)
        self._clauses.opened.connect(self.clause_opened)
        self._clauses.impact_asked.connect(self.impact_asked)
        self._clauses.stuck_asked.connect(self.stuck_asked)
        return self._clauses

    def _steps(self) -> tuple[QWidget, ...]:
        self._place = plain_label()
        self._place.setProperty("role", "secondary")
        self._place.setMinimumHeight(28)
        self._place.setAccessibleName(tr("第几行，共几行"))
        self._before = self._step("chevron_left", tr("上一行（Alt+←）"), -1)
        self._after = self._step("chevron_right", tr("下一行（Alt+→）"), 1)
        return self._before, self._place, self._after

    def _step(self, icon: str, text: str, by: int) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setToolTip(plain_tip(text))
        button.setAccessibleName(text)
        button.setFixedSize(QSize(28, 28))
        self._theme.dress(button, icon, "text2")
        button.clicked.connect(lambda _=False: self.stepped.emit(by))
        return button

    def _verdict_line(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._headline)
        words.addWidget(self._remedy)
        line = QHBoxLayout()
        line.setSpacing(12)
        self._tag = plain_label(tr("改判"))
        self._tag.setProperty("tag", "accent")
        chip = QVBoxLayout()
        chip.setSpacing(4)
        chip.addWidget(self._chip)
        chip.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignLeft)
        chip.addStretch(1)
        line.addLayout(chip)
        line.addLayout(words, 1)
        return line

    def _count_band(self) -> QFrame:
        self._band = band = QFrame()
        band.setProperty("panel", "band")
        self._counts = QWidget()
        FlowLayout(self._counts)
        self._filter = QComboBox()
        self._filter.setProperty("quiet", True)
        self._filter.setAccessibleName(tr("显示哪些条款"))
        self._filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for show in Show:
            self._filter.addItem(tr(show.value), show)
        self._filter.activated.connect(lambda _: self._show_clauses())
        line = QHBoxLayout(band)
        line.setContentsMargins(14, 4, 6, 4)
        line.setSpacing(8)
        line.addWidget(self._counts, 1)
        line.addWidget(self._filter, 0, Qt.AlignmentFlag.AlignTop)
        return band

    def _foot(self) -> EvidenceActions:
        self._actions = foot = EvidenceActions(self._theme)
        foot.sheet_asked.connect(self.sheet_asked)
        foot.site_asked.connect(self.site_asked)
        foot.review_asked.connect(self.review_asked)
        foot.copy_asked.connect(self.copy_asked)
        foot.locate_asked.connect(self.located)
        return foot

    def _show_counts(self, explanation: Explanation) -> None:
        layout = self._counts.layout()
        while layout is not None and (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        counts = count_by_state(explanation.clauses)
        words = [(tr("条款 {count}").format(count=len(explanation.clauses)), "strong")]
        for state, count in counts.items():
            if count or state is ClauseState.VIOLATED:
                tone = _TONES.get(state, "") if count else ""
                words.append((f"{state_word(state)} {count}", tone))
        for text, tone in words:
            label = plain_label(text)
            label.setProperty("count", tone or "plain")
            if layout is not None:
                layout.addWidget(label)
        self._counts.updateGeometry()

    def _show_clauses(self) -> None:
        if self._explanation is not None:
            show = self._filter.currentData()
            self._clauses.show_clauses(arranged(self._explanation, show), self._explanation)


def _note() -> tuple[QFrame, QLabel]:
    """A quiet frame with a sentence."""
    frame, text = QFrame(), plain_label()
    frame.setProperty("note", "plain")
    text.setWordWrap(True)
    text.setProperty("role", "small")
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    inside = QHBoxLayout(frame)
    inside.setContentsMargins(10, 5, 10, 5)
    inside.addWidget(text)
    return frame, text


def _empty_label() -> QLabel:
    label = plain_label()
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    label.setMargin(24)
    return label


def _show(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _versions(explanation: Explanation) -> str:
    """“目录 v2021 9c1bb040 等 3 部　判定日 2021-12-31　椭球面积”."""
    catalogs = explanation.catalogs
    parts = []
    if catalogs:
        version = " ".join(catalogs[0].rsplit(" ", 2)[1:])
        more = tr("等 {count} 部").format(count=len(catalogs)) if len(catalogs) > 1 else ""
        parts.append(f"{tr('目录')} {version} {more}".strip())
    parts.append(f"{tr('判定日')} {explanation.as_of:%Y-%m-%d}")
    parts.append(tr("椭球面积"))
    return "   ".join(parts)
