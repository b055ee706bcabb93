"""The right panel 对照: places side by side, ways to make the current one work, sensitivity."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.site_scores import Sensitivity
from dzmap.core.verdicts import Explanation
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label, plain_tip
from dzmap.ui.screening.blocks import Link, note
from dzmap.ui.siting.comparison import FIRST, MOST, ComparisonView
from dzmap.ui.siting.sensitivity import SensitivityChart, sentence
from dzmap.ui.siting.weights import PART_NAMES
from dzmap.ui.theme.theme import Theme

_DIGITS = "①②③④⑤⑥⑦⑧⑨⑩"


class ComparisonPanel(QWidget):
    """``pin_asked`` wants the selected place kept as a column, ``part_chosen`` another weight."""

    pin_asked = Signal()
    export_asked = Signal()
    part_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.hint = note(tr("比选后，点表中一行或地图上一处，这里与现申报地对照。"))
        self.hint.setContentsMargins(12, 12, 12, 12)
        self.view = ComparisonView(theme)
        self.more = Link("")
        self.more.asked.connect(self._toggle)
        self.chart = SensitivityChart(theme)
        self.part = QComboBox()
        self.part.setAccessibleName(tr("横轴"))
        self.part.setProperty("quiet", True)
        for name in PART_NAMES:
            self.part.addItem(tr("横轴：{name}权重").format(name=tr(name)))
        self.part.activated.connect(self.part_chosen)
        self.sentence = note()
        self._ways, self._ways_box = self._block()
        self._curve, box = self._block()
        head = QHBoxLayout()
        head.addWidget(_strong(tr("权重敏感性")), 1)
        head.addWidget(self.part)
        box.addLayout(head)
        box.addWidget(self.chart)
        box.addWidget(self.sentence)
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.hint, self.view, self.more, self._ways, self._curve):
            layout.addWidget(widget)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._foot())
        self.clear()

    def clear(self) -> None:
        """There is no comparison."""
        self.show_places((), (), ())
        self._ways.hide()
        self._curve.hide()
        self.export.setEnabled(False)
        self.pin.setEnabled(False)

    def show_places(
        self,
        explanations: Sequence[Explanation],
        labels: Sequence[str],
        facts: Sequence[tuple[str, ...]],
    ) -> None:
        """Show places side by side; ``facts`` have a caption and one text for each."""
        self.view.show_places(explanations, labels, facts)
        self.hint.setVisible(not explanations)
        self._show_more()

    def show_pinnable(self, pinnable: bool) -> None:
        """Whether the selected place may become a column of its own."""
        self.pin.setEnabled(pinnable)

    def show_ways(self, current: str, ways: Sequence[str], *, works: bool) -> None:
        """Say what would make the current place work; ``current`` "" for none."""
        while (item := self._ways_box.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        title = tr("没有现申报地")
        lines = [tr("申请对象没有申报开发区或园区，也没有准确位置。")]
        if current:
            stay = tr("在{place}：") if works else tr("要留在{place}，可以：")
            title = stay.format(place=current)
            lines = [
                f"{_DIGITS[at]} {way}" if len(ways) > 1 else way
                for at, way in enumerate(ways[: len(_DIGITS)])
            ] or [tr("没有找到可行的办法。") if not works else tr("没有要办的事。")]
        self._ways_box.addWidget(_strong(title))
        for line in lines:
            label = plain_label(line)
            label.setWordWrap(True)
            self._ways_box.addWidget(label)
        self._ways.show()
        self.export.setEnabled(True)

    def show_sensitivity(
        self, found: Sensitivity, rows: Sequence[int], names: Sequence[str], now: int
    ) -> None:
        """Draw the curve over one weight."""
        self.part.setCurrentIndex(found.part)
        self.chart.show_found(found if rows else None, rows, names, now)
        self.sentence.setText(sentence(found, names) if rows else "")
        self._curve.show()

    # ----------------------------------------------------------------------------------------

    def _toggle(self) -> None:
        self.view.toggle()
        self._show_more()

    def _show_more(self) -> None:
        model = self.view.model_of_places
        every = model.most is None
        text = tr("只显示前 {count} 项") if every else tr("显示全部 {count} 项")
        self.more.setText(text.format(count=FIRST if every else model.topics))
        self.more.setVisible(model.topics > FIRST)

    @staticmethod
    def _block() -> tuple[QFrame, QVBoxLayout]:
        frame = QFrame()
        frame.setProperty("panel", "block")
        box = QVBoxLayout(frame)
        box.setContentsMargins(12, 12, 12, 12)
        box.setSpacing(6)
        return frame, box

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("panel", "foot")
        self.export = QPushButton(tr("导出比选结果…"))
        self.export.setProperty("primary", True)
        self._theme.dress(self.export, "arrow_export_up", "on_accent")
        self.export.clicked.connect(lambda _=False: self.export_asked.emit())
        self.pin = QPushButton(tr("对照列"))
        self.pin.setToolTip(
            plain_tip(tr("把选中的地方留作一列，最多 {count} 列对照").format(count=MOST))
        )
        self._theme.dress(self.pin, "add", "text")
        self.pin.clicked.connect(lambda _=False: self.pin_asked.emit())
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 10, 12, 10)
        row.addWidget(self.export, 1)
        row.addWidget(self.pin)
        return foot


def _strong(text: str) -> QLabel:
    label = plain_label(text)
    label.setProperty("role", "strong")
    label.setWordWrap(True)
    return label
