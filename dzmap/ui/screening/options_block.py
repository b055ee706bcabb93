"""⑤ 选项: how parcels are judged that lie in several places, and what is too small to count."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout

from dzmap.core.straddling import PolygonRules, Straddling
from dzmap.ui.i18n import later, tr
from dzmap.ui.padded import padded
from dzmap.ui.screening.blocks import Block, note
from dzmap.ui.theme.theme import Theme

_CHOICES = {
    Straddling.LARGEST: later("按面积最大者判"),
    Straddling.EACH: later("逐区分别判，从严"),
}
_NOTES = {
    Straddling.LARGEST: later("一半以上在园区内的归园区，其余归面积最大的一块；各块面积照列。"),
    Straddling.EACH: later(
        "落在哪几个区就按哪几个区各判一次，取最严的结论；申报了开发区的按申报判。"
    ),
}
_LARGEST_M2 = 100_000.0


class OptionsBlock(Block):
    """``changed`` asks for ``rules`` to be read."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 5, tr("选项"))
        self.straddling = QComboBox()
        self.straddling.setAccessibleName(tr("跨区地块"))
        for choice, text in _CHOICES.items():
            self.straddling.addItem(tr(text), choice)
        self.sliver = padded(QDoubleSpinBox())
        self.sliver.setAccessibleName(tr("碎片容差，平方米"))
        self.sliver.setRange(0.0, _LARGEST_M2)
        self.sliver.setDecimals(2)
        self.sliver.setSuffix(" ㎡")
        self.sliver.setToolTip(tr("不大于容差的重叠和伸出是画图误差：列出，但不计入判定"))
        self._note = note()
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(8)
        rows.setVerticalSpacing(6)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(tr("跨区地块"), self.straddling)
        rows.addRow(tr("碎片容差"), self.sliver)
        self.box.addLayout(rows)
        self.box.addWidget(self._note)
        self.show_rules(PolygonRules())
        self.straddling.activated.connect(lambda _: self._tell())
        self.sliver.valueChanged.connect(lambda _: self._tell())

    @property
    def rules(self) -> PolygonRules:
        """What is chosen."""
        return PolygonRules(sliver_m2=self.sliver.value(), straddling=self.straddling.currentData())

    def show_rules(self, rules: PolygonRules) -> None:
        """Choose without telling."""
        self.straddling.setCurrentIndex(self.straddling.findData(rules.straddling))
        self.sliver.blockSignals(True)
        self.sliver.setValue(rules.sliver_m2)
        self.sliver.blockSignals(False)
        self._show_note()

    def _tell(self) -> None:
        self._show_note()
        self.changed.emit()

    def _show_note(self) -> None:
        self._note.setText(tr(_NOTES[self.straddling.currentData()]))
