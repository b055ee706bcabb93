"""What to sum up: figure, groups, project kinds, and how it is put on the map."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.summary import BY, SPATIAL
from dzmap.services.figures import BASES, PERS, divisible
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.counted import Counted
from dzmap.ui.theme.theme import Theme


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The user's conditions; ``figure`` and ``per`` only change the map."""

    by: str = "county"
    kinds: tuple[str, ...] = ("invest",)
    figure: str = "completed_wan_yuan"
    per: str = ""


class SummaryConditions(QWidget):
    """The left panel. ``changed`` carries nothing: read ``choice``."""

    changed = Signal()
    report_asked = Signal()
    excel_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._figure = QComboBox()
        for column, title in BASES.items():
            self._figure.addItem(tr(title), column)
        self._by = QButtonGroup(self)
        self._counted: dict[str, Counted] = {}
        self._kinds = {"invest": QCheckBox(tr("投资项目")), "upgrade": QCheckBox(tr("技改项目"))}
        self._kinds["invest"].setChecked(True)
        self._per = QButtonGroup(self)
        self._hint = plain_label()
        self._hint.setWordWrap(True)
        self._hint.setProperty("role", "secondary")
        inner = QWidget()
        box = QVBoxLayout(inner)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(8)
        self._add(box, self.tr("指标"), self._figure)
        self._add(box, self.tr("按什么汇总"), *self._radios())
        self._add(box, self.tr("筛选"), *self._boxes())
        self._add(box, self.tr("上图方式"), self._segments(), self._hint)
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addWidget(self._foot(theme))
        self._figure.currentIndexChanged.connect(self._tell)
        self._by.idClicked.connect(self._tell)
        self._per.idClicked.connect(self._tell)
        for kind in self._kinds.values():
            kind.clicked.connect(self._tell)
        self._show_limits()

    @property
    def choice(self) -> Choice:
        """The conditions as they stand."""
        kinds = tuple(name for name, box in self._kinds.items() if box.isChecked())
        column = str(self._figure.currentData())
        per = list(PERS)[max(self._per.checkedId(), 0)]
        return Choice(
            by=list(BY)[max(self._by.checkedId(), 0)],
            kinds=kinds,
            figure=column,
            per=per if divisible(column) else "",
        )

    def show_counts(self, counts: dict[str, int]) -> None:
        """Print how many groups there are of each kind, and projects of each, beside its name."""
        for name, row in self._counted.items():
            if name in counts:
                row.show_count(counts[name])

    def _radios(self) -> list[Counted]:
        rows = []
        for index, (by, title) in enumerate(BY.items()):
            radio = QRadioButton(tr(title))
            radio.setChecked(index == 0)
            self._by.addButton(radio, index)
            self._counted[by] = Counted(radio)
            rows.append(self._counted[by])
        return rows

    def _boxes(self) -> list[Counted]:
        rows = {kind: Counted(box) for kind, box in self._kinds.items()}
        self._counted.update(rows)
        return list(rows.values())

    def _segments(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for index, title in enumerate(PERS.values()):
            button = QToolButton()
            button.setText(tr(title))
            button.setCheckable(True)
            button.setChecked(index == 0)
            button.setProperty("segment", "last" if index == len(PERS) - 1 else True)
            button.setSizePolicy(self._figure.sizePolicy())
            self._per.addButton(button, index)
            line.addWidget(button, 1)
        return row

    def _foot(self, theme: Theme) -> QWidget:
        foot = QFrame()
        foot.setProperty("panel", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 12, 12, 12)
        report = QPushButton(self.tr("生成汇总报告"))
        report.setProperty("primary", True)
        theme.dress(report, "document_print", "on_accent")
        excel = QPushButton("Excel")
        theme.dress(excel, "arrow_export_up", "text")
        report.clicked.connect(self.report_asked)
        excel.clicked.connect(self.excel_asked)
        row.addWidget(report, 1)
        row.addWidget(excel)
        return foot

    @staticmethod
    def _add(box: QVBoxLayout, title: str, *widgets: QWidget) -> None:
        if box.count():
            box.addSpacing(8)
        heading = plain_label(title)
        heading.setProperty("role", "strong")
        box.addWidget(heading)
        for widget in widgets:
            box.addWidget(widget)

    def _tell(self) -> None:
        self._show_limits()
        self.changed.emit()

    def _show_limits(self) -> None:
        choice = self.choice
        whole = divisible(choice.figure)
        for button in self._per.buttons():
            button.setEnabled(whole and choice.by in SPATIAL)
        if choice.by not in SPATIAL:
            self._hint.setText(self.tr("行业和产业链没有边界，地图上看叠加图层。"))
        elif whole and not choice.per:
            self._hint.setText(self.tr("总量受面积影响，可改“每亩”。"))
        else:
            self._hint.setText("")
