"""Three linked sliders: the weights of margin, land and chain, which always add up to 100 %."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSlider, QWidget
from typing_extensions import override

from dzmap.core.site_scores import Weights
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

PART_NAMES = (later("准入余量"), later("空闲用地"), later("同链距离"))
_LIGHT = ("#14507F", "#5B9BD5", "#B5D0E6")
_DARK = ("#6FB1F0", "#3777AC", "#CFE3F5")


def part_colour(theme: Theme, part: int) -> QColor:
    """The colour of a part of the score, on sliders and bars alike."""
    return QColor((_DARK if theme.colours.dark else _LIGHT)[part])


class _Swatch(QWidget):
    def __init__(self, theme: Theme, part: int) -> None:
        super().__init__()
        self._theme, self._part = theme, part
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(12, 12)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self._theme.colours.color("control"))
        painter.setBrush(part_colour(self._theme, self._part))
        painter.drawRect(QRectF(0.5, 0.5, 11, 11))


class _Slider(QSlider):
    """Steps of 1 %; a double click asks for the usual weights."""

    reset_asked = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, 100)
        self.setSingleStep(1)
        self.setPageStep(5)
        self.setMinimumWidth(70)
        self.setMinimumHeight(28)
        self.setAccessibleName(name)
        self.setToolTip(tr("双击恢复默认权重；方向键每次 1 %"))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_asked.emit()


class WeightSliders(QWidget):
    """``changed`` carries the new ``Weights``."""

    changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._weights = Weights()
        self.sliders: list[_Slider] = []
        self._values: list[QLabel] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for part, name in enumerate(PART_NAMES):
            slider, value = _Slider(tr(name)), plain_label()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setMinimumWidth(44)
            slider.valueChanged.connect(lambda value, part=part: self._move(part, value))
            slider.reset_asked.connect(lambda: self.set_weights(Weights()))
            self.sliders.append(slider)
            self._values.append(value)
            for column, widget in enumerate(
                (_Swatch(theme, part), plain_label(tr(name)), slider, value)
            ):
                grid.addWidget(widget, part, column)
        grid.setColumnStretch(2, 1)
        self._show()

    @property
    def weights(self) -> Weights:
        """As they stand."""
        return self._weights

    def set_weights(self, weights: Weights) -> None:
        """Show other weights and tell."""
        if weights != self._weights:
            self._weights = weights
            self._show()
            self.changed.emit(weights)

    def _move(self, part: int, value: int) -> None:
        self.set_weights(self._weights.moved(part, value))

    def _show(self) -> None:
        for slider, label, value in zip(
            self.sliders, self._values, self._weights.values, strict=True
        ):
            slider.blockSignals(True)
            slider.setValue(value)
            slider.blockSignals(False)
            label.setText(f"{value} %")
