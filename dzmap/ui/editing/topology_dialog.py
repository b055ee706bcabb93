"""拓扑检查: what to look for, what was found, and the repair that is previewed on the map."""

import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from dzmap.core.tables import TABLES
from dzmap.core.topology import Tolerances
from dzmap.services.topology import CHECKED
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import tr
from dzmap.ui.padded import padded
from dzmap.ui.plain_text import plain_label
from dzmap.ui.tables.frame_model import FrameColumn, FrameModel
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

_WIDTHS = {"flaw": 96, "name": 190, "text": 330, "area_m2": 100}


class TopologyDialog(QDialog):
    """Stays beside the map while findings are worked off.

    ``check_asked`` wants the chosen table checked; ``chosen`` and ``opened`` carry the number of a
    finding; ``way_chosen`` the number of the way to repair it; ``repair_asked`` wants it done.
    """

    check_asked = Signal()
    chosen = Signal(int)
    opened = Signal(int)
    way_chosen = Signal(int)
    repair_asked = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("拓扑检查"))
        self._theme = theme
        self.tables = QComboBox()
        self.tables.setAccessibleName(tr("图层"))
        for name in CHECKED:
            self.tables.addItem(tr(TABLES[name].zh), name)
        usual = Tolerances()
        self._least = _limit(tr("面积大于"), usual.least_m2, " ㎡", 100_000)
        self._gap = _limit(tr("缝隙窄于"), usual.gap_m, tr(" 米"), 100)
        self._sliver = _limit(tr("狭长窄于"), usual.sliver_m, tr(" 米"), 100)
        self._spike = _limit(tr("夹角小于"), usual.spike_degrees, "°", 90)
        self.check = QPushButton(tr("检查"))
        self.check.setProperty("primary", True)
        self.check.setDefault(True)
        self.check.clicked.connect(self.check_asked)
        self.model = FrameModel(self)
        self.view = self._results()
        self.state = plain_label()
        self.state.setProperty("role", "secondary")
        self.state.setWordWrap(True)
        self.ways = QComboBox()
        self.ways.setAccessibleName(tr("修复办法"))
        self.ways.currentIndexChanged.connect(self._choose_way)
        self.effect = plain_label()
        self.effect.setWordWrap(True)
        self.apply = QPushButton(tr("修复"))
        self.apply.setAutoDefault(False)
        self.apply.clicked.connect(self.repair_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(self._head())
        layout.addWidget(self.state)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._foot())
        open_size(self, 820, 520)
        self.say(tr("选一个图层后点“检查”。双击结果在图上定位；重叠和缝隙按存储的界线逐点比较。"))
        self.offer([])

    @property
    def table(self) -> str:
        """The table to check."""
        return str(self.tables.currentData())

    @property
    def tolerances(self) -> Tolerances:
        """From where on something counts."""
        return Tolerances(
            least_m2=self._least.value(),
            gap_m=self._gap.value(),
            sliver_m=self._sliver.value(),
            spike_degrees=self._spike.value(),
        )

    def say(self, text: str) -> None:
        """The line above the results."""
        self.state.setText(text)

    def show_findings(self, frame: pd.DataFrame) -> None:
        """List findings (``services.topology.Checked.frame``)."""
        columns = (
            FrameColumn(name="flaw", header=tr("问题"), text=lambda flaw: tr(str(flaw))),
            FrameColumn(name="name", header=tr("对象"), widest=260),
            FrameColumn(name="area_m2", header=tr("面积（㎡）"), number=True, text=_area),
            FrameColumn(name="text", header=tr("说明"), widest=600),
        )
        self.model.set_frame(frame, columns if len(frame) else ())
        for index, column in enumerate(self.model.columns):
            self.view.setColumnWidth(index, _WIDTHS[column.name])
        self.offer([])

    def offer(self, ways: list[str], why: str = "") -> None:
        """The ways to repair the chosen finding, or why it is left to people."""
        self.ways.blockSignals(True)
        self.ways.clear()
        self.ways.addItems(ways)
        self.ways.blockSignals(False)
        self.ways.setEnabled(bool(ways))
        self.apply.setEnabled(bool(ways))
        self.effect.setText(why)
        self._choose_way()

    def select_next(self, number: int) -> None:
        """Stand at the finding that took the place of the one just repaired."""
        count = self.model.shown_count()
        if count:
            self.view.selectRow(min(number, count - 1))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.left.emit()

    @override
    def reject(self) -> None:
        super().reject()
        self.left.emit()

    def _head(self) -> QGridLayout:
        head = QGridLayout()
        head.setHorizontalSpacing(12)
        head.setVerticalSpacing(6)
        fields = (
            (tr("图层"), self.tables),
            (tr("面积大于"), self._least),
            (tr("缝隙窄于"), self._gap),
            (tr("狭长窄于"), self._sliver),
            (tr("夹角小于"), self._spike),
        )
        for column, (caption, field) in enumerate(fields):
            label = plain_label(caption)
            label.setProperty("role", "secondary")
            label.setBuddy(field)
            head.addWidget(label, 0, column)
            head.addWidget(field, 1, column)
        head.addWidget(self.check, 1, len(fields))
        head.setColumnStretch(0, 1)
        return head

    def _results(self) -> FrameView:
        view = FrameView(self.model)
        view.setAccessibleName(tr("检查结果"))
        view.horizontalHeader().setStretchLastSection(True)
        view.chosen.connect(self._choose)
        view.opened.connect(lambda key: self.opened.emit(int(key)))
        return view

    def _foot(self) -> QVBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.ways, 1)
        line.addWidget(self.apply)
        foot = QVBoxLayout()
        foot.setSpacing(6)
        foot.addLayout(line)
        foot.addWidget(self.effect)
        return foot

    def _choose(self, keys: list[str]) -> None:
        if keys:
            self.chosen.emit(int(keys[0]))

    def _choose_way(self) -> None:
        self.way_chosen.emit(self.ways.currentIndex())


def _limit(name: str, value: float, unit: str, most: float) -> QDoubleSpinBox:
    field = padded(QDoubleSpinBox())
    field.setRange(0.0, most)
    field.setDecimals(2)
    field.setValue(value)
    field.setSuffix(unit)
    field.setAlignment(Qt.AlignmentFlag.AlignRight)
    field.setAccessibleName(name)
    field.setMinimumWidth(104)
    return field


def _area(value: object) -> str:
    from dzmap.core.quantities import format_number, is_missing

    return "" if is_missing(value) else format_number(float(str(value)), 2)
