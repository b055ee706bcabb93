"""检查结果: what the check found, where, and how to settle it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from dzmap.core.catalog_findings import Finding
from dzmap.core.problems import Severity
from dzmap.services.catalog_checking import CatalogCheck
from dzmap.services.catalog_editing import clause_title
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.blocks import Link
from dzmap.ui.theme.theme import Theme

_MARKS = {
    Severity.ERROR: ("error_circle", "error_text"),
    Severity.WARNING: ("warning", "warn_text"),
}
_MOST = 300


class FindingsTab(QScrollArea):
    """``clause_asked`` carries a clause id, ``fix_asked`` a Finding that can be settled."""

    clause_asked = Signal(str)
    fix_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._numbers: dict[str, str] = {}
        self.findings: tuple[Finding, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("检查结果"))
        self.say(tr("还没有检查。"))

    @property
    def errors(self) -> int:
        """How many findings forbid publishing."""
        return sum(one.severity is Severity.ERROR for one in self.findings)

    def say(self, text: str) -> None:
        """A sentence instead of findings."""
        self.findings = ()
        label = plain_label(text)
        label.setProperty("role", "muted")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWidget(label)

    def show_check(self, check: CatalogCheck) -> None:
        """Errors first, in the order of the clauses; then examples that do not come out."""
        self._numbers = {one.id: clause_title(one) for one in check.catalog.clauses}
        failed = (
            Finding(
                severity=Severity.ERROR,
                message=one.fault,
                remedy=tr("改正条款，或改正这个用例。"),
                example=one.case.name,
            )
            for one in check.failed
        )
        findings = (*check.findings, *failed)
        if not findings:
            self.say(tr("没有发现问题。"))
            return
        order = list(Severity)
        self.findings = tuple(sorted(findings, key=lambda one: order.index(one.severity)))
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for one in self.findings[:_MOST]:
            box.addWidget(self._row(one))
        if len(self.findings) > _MOST:
            rest = tr("另有 {count} 处，先改上面的。").format(count=len(self.findings) - _MOST)
            box.addWidget(plain_label(rest))
        box.addStretch(1)
        self.setWidget(inner)

    def _row(self, finding: Finding) -> QWidget:
        name = self._numbers.get(finding.clause_id) or finding.example or tr("目录")
        spoken = f"{name} {finding.message}"
        row = QFrame()
        row.setProperty("card", "check")
        row.setAccessibleName(f"{tr(finding.severity.value)}，{spoken}")
        mark = plain_label()
        mark.setProperty("dzmapIconSize", 16)
        icon, role = _MARKS.get(finding.severity, ("info", "text2"))
        self._theme.dress(mark, icon, role)
        mark.setToolTip(plain_tip(tr(finding.severity.value)))
        clause = plain_label(name)
        clause.setMinimumWidth(round(72 * self._theme.scale))
        said = plain_label(f"{finding.message}{finding.remedy}")
        said.setWordWrap(True)
        said.setToolTip(plain_tip(said.text()))
        place = plain_label(" ".join(part for part in (finding.clause_id, finding.item) if part))
        place.setProperty("role", "secondary")
        place.setToolTip(tr("条款编号和项，与 Excel“条款”表的行和列同名"))
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 3, 12, 3)
        line.setSpacing(10)
        line.addWidget(mark)
        line.addWidget(clause)
        line.addWidget(said, 1)
        line.addWidget(place)
        for text, act in self._ways(finding):
            link = Link(text)
            link.setAccessibleName(f"{text}：{spoken}")
            link.asked.connect(act)
            line.addWidget(link)
        return row

    def _ways(self, finding: Finding) -> list[tuple[str, Callable[[], object]]]:
        """The correction, if there is a certain one, and the way to the clause."""
        ways: list[tuple[str, Callable[[], object]]] = []
        if finding.fix is not None:
            ways.append((finding.fix.label, partial(self.fix_asked.emit, finding)))
        elif finding.clause_id:
            ways.append((tr("查看"), partial(self.clause_asked.emit, finding.clause_id)))
        return ways
