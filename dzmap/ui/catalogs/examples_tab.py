"""示例用例: cases kept with the catalog, what they should give, and what they give now."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.catalog_examples import CaseOutcome
from dzmap.core.catalogs import Catalog, ExampleCase
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import format_metric
from dzmap.ui.elided import ElidedLabel
from dzmap.ui.i18n import later, tr
from dzmap.ui.overlay.tags import FlowLayout
from dzmap.ui.plain_text import plain_tip
from dzmap.ui.screening.verdict_chip import VERDICT_ROLE, VerdictDelegate
from dzmap.ui.theme.fonts import row_height
from dzmap.ui.theme.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_HEADERS = (later("用例"), later("对象"), later("应为"), later("得到"), later("是否一致"))
_EXPECTED, _FOUND, _SAME = 2, 3, 4
_ROOT = QModelIndex()


class ExampleModel(QAbstractTableModel):
    """One row per example."""

    def __init__(self) -> None:
        super().__init__()
        self.examples: tuple[ExampleCase, ...] = ()
        self._outcomes: Mapping[str, CaseOutcome] = {}

    def show_examples(self, examples: Sequence[ExampleCase]) -> None:
        """Show other examples; outcomes of those that did not change stay."""
        if tuple(examples) != self.examples:
            self.beginResetModel()
            self.examples = tuple(examples)
            self.endResetModel()

    def show_outcomes(self, outcomes: Sequence[CaseOutcome]) -> None:
        """What the examples gave; () forgets it."""
        self.beginResetModel()
        self._outcomes = {one.case.name: one for one in outcomes}
        self.endResetModel()

    def outcome(self, row: int) -> CaseOutcome | None:
        """What an example gave, as long as it is the same example."""
        found = self._outcomes.get(self.examples[row].name)
        return found if found is not None and found.case == self.examples[row] else None

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.examples)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(_HEADERS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return tr(_HEADERS[section])
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        example, outcome = self.examples[index.row()], self.outcome(index.row())
        if role == VERDICT_ROLE:
            if index.column() == _EXPECTED:
                return example.verdict
            return outcome.got if index.column() == _FOUND and outcome is not None else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            texts = {0: example.name, 1: facts_text(example), _SAME: _judged(outcome)}
            text = texts.get(index.column(), "")
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            got = "" if outcome is None or outcome.got is None else outcome.got.zh
            return (example.name, facts_text(example), example.verdict.zh, got, _judged(outcome))[
                index.column()
            ]
        return None


class ExamplesTab(QWidget):
    """``asked`` carries add, edit, remove, run or see; ``row`` tells of which example."""

    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.model = ExampleModel()
        self.view = _View(theme, self.model)
        self.view.asked.connect(self.asked)
        self._summary = ElidedLabel()
        self._summary.setProperty("role", "muted")
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.buttons: dict[str, QPushButton] = {}
        tools = QWidget()
        tools.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        wrapped = FlowLayout(tools)
        row = QHBoxLayout()
        row.setContentsMargins(10, 6, 10, 6)
        row.setSpacing(8)
        row.addWidget(tools, 4)
        for key, icon, text in (
            ("run", "play", tr("运行全部")),
            ("add", "add", tr("新用例…")),
            ("edit", "edit", tr("编辑…")),
            ("remove", "delete", tr("删除用例")),
            ("see", "eye", tr("看依据")),
        ):
            button = QPushButton(text)
            button.setProperty("small", True)
            theme.dress(button, icon)
            button.clicked.connect(lambda _=False, key=key: self.asked.emit(key))
            self.buttons[key] = button
            wrapped.addWidget(button)
        row.addWidget(self._summary, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(row)
        box.addWidget(self.view, 1)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self._enable())
        self.model.modelReset.connect(self._enable)
        self._locked = ""
        self._enable()

    @property
    def row(self) -> int:
        """The selected example, -1 for none."""
        return self.view.currentIndex().row()

    def show_catalog(self, catalog: Catalog | None) -> None:
        """Show the examples of a catalog."""
        row = self.row
        self.model.show_examples(() if catalog is None else catalog.examples)
        if self.row < 0 and self.model.rowCount():
            self.view.selectRow(min(max(row, 0), self.model.rowCount() - 1))
        self._enable()

    def show_outcomes(self, outcomes: Sequence[CaseOutcome]) -> None:
        """Show what the examples gave."""
        row = self.row
        self.model.show_outcomes(outcomes)
        if row >= 0:
            self.view.selectRow(row)
        failed = sum(not one.passed for one in outcomes)
        text = ""
        if outcomes:
            text = tr("{count} 个用例，{failed} 个不一致").format(
                count=len(outcomes), failed=failed
            )
        self._summary.setText(text)

    def lock(self, reason: str) -> None:
        """Nothing can be changed, and why."""
        self._locked = reason
        self._enable()

    def _enable(self) -> None:
        there = 0 <= self.row < self.model.rowCount()
        self.buttons["add"].setEnabled(not self._locked)
        self.buttons["edit"].setEnabled(there and not self._locked)
        self.buttons["remove"].setEnabled(there and not self._locked)
        self.buttons["run"].setEnabled(self.model.rowCount() > 0)
        known = there and self.model.outcome(self.row) is not None
        self.buttons["see"].setEnabled(known)
        for key in ("add", "edit", "remove"):
            self.buttons[key].setToolTip(plain_tip(self._locked))


class _View(QTableView):
    asked = Signal(str)

    def __init__(self, theme: Theme, model: ExampleModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(tr("示例用例"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height(self.font()))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        delegate = VerdictDelegate(theme, self)
        for column, width in ((0, 180), (_EXPECTED, 120), (_FOUND, 120), (_SAME, 200)):
            self.setColumnWidth(column, round(width * theme.scale))
        for column in (_EXPECTED, _FOUND):
            self.setItemDelegateForColumn(column, delegate)
        self.doubleClicked.connect(lambda _: self.asked.emit("edit"))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {
            Qt.Key.Key_Insert: "add",
            Qt.Key.Key_Delete: "remove",
            Qt.Key.Key_Return: "edit",
            Qt.Key.Key_Enter: "edit",
        }
        asked = keys.get(Qt.Key(event.key()))
        if asked is not None:
            self.asked.emit(asked)
        else:
            super().keyPressEvent(event)


def facts_text(example: ExampleCase) -> str:
    """行业 C2614，总投资 12,000.00 万元."""
    return "，".join(fact_text(name, value) for name, value in example.facts)


def fact_text(name: str, value: float | str) -> str:
    """One fact with its unit."""
    if name in METRICS:
        return f"{METRICS[name].zh} {format_metric(name, value)}"
    known = {"industry_code": tr("行业"), "other_industry_codes": tr("其他行业")}
    return f"{known.get(name, name)} {value}"


def _judged(outcome: CaseOutcome | None) -> str:
    if outcome is None:
        return tr("未运行")
    return outcome.fault or tr("一致")
