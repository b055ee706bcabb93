"""命中预览 of a threshold: the histogram, and what moving it changes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dzmap.core.impact_sums import Sum
from dzmap.core.metrics import METRICS
from dzmap.core.quantities import format_metric, format_yi_yuan
from dzmap.core.threshold_profile import ThresholdProfile, WhatIf
from dzmap.core.wording import metric_zh
from dzmap.ui.catalogs.threshold_profile import ThresholdHistogram
from dzmap.ui.i18n import tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme


class ThresholdPanel(QWidget):
    """The histogram with its figures below: who fails, what that weighs, who cannot be told.

    ``moved`` and ``settled`` are those of the histogram.
    """

    moved = Signal(float)
    settled = Signal(float)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._profile: ThresholdProfile | None = None
        self._people = tr("家")
        self.histogram = ThresholdHistogram(theme)
        self.histogram.moved.connect(self._moved)
        self.histogram.settled.connect(self.settled)
        self._count, self._word, self._unit = plain_label(), plain_label(), plain_label()
        self._rest, self._change = plain_label(), plain_label()
        for label in (self._unit, self._rest):
            label.setProperty("role", "secondary")
        for label in (self._rest, self._change):
            label.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._count)
        line.addWidget(self._word)
        line.addWidget(self._rest, 1)
        line.addWidget(self._unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.histogram)
        layout.addLayout(line)
        layout.addWidget(self._change)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_profile(None)

    @property
    def profile(self) -> ThresholdProfile | None:
        """The threshold that is shown."""
        return self._profile

    @property
    def value(self) -> float:
        """The threshold as it stands, in the stored unit."""
        return self.histogram.value

    @property
    def text(self) -> str:
        """Everything that is said below the histogram."""
        labels = (self._count, self._word, self._rest, self._change)
        return " ".join(
            label.text() for label in labels if label.text() and label.isVisibleTo(self)
        )

    def show_profile(self, profile: ThresholdProfile | None, value: float | None = None) -> None:
        """Another threshold; the panel is hidden without one (see ``ThresholdHistogram``)."""
        self._profile = profile
        self.histogram.show_profile(profile, value)
        self.setVisible(profile is not None)
        if profile is not None:
            self._unit.setText(METRICS[profile.metric].unit)
            self._tell()

    def show_unit(self, unit: str) -> None:
        """How those are counted who fail: 家 of enterprises, 个 of projects."""
        self._people = unit

    def set_value(self, value: float) -> None:
        """Put the threshold to a value (stored unit), such as one that was typed."""
        self.histogram.set_value(value)

    def _moved(self, value: float) -> None:
        self._tell()
        self.moved.emit(value)

    def _tell(self) -> None:
        profile = self._profile
        if profile is None:
            return
        answer = profile.at(self.value)
        unit = self._people
        self._count.setText(f"{answer.failing.count:,}")
        self._word.setText(tr("{unit}不满足").format(unit=unit))
        parts = [revenue_text(answer.failing.revenue, unit)] if answer.failing.count else []
        if answer.unknown.count:
            text = tr("缺{metric}数据 {count} {unit}，单列")
            count = f"{answer.unknown.count:,}"
            parts.append(text.format(metric=metric_zh(profile.metric), count=count, unit=unit))
        if profile.elsewhere.count:
            text = tr("其他分档另有 {count} {unit}不满足")
            parts.append(text.format(count=f"{profile.elsewhere.count:,}", unit=unit))
        self._rest.setText("　".join(parts))
        self._change.setText(change_text(profile, answer, unit))
        self._change.setVisible(bool(self._change.text()))

    def _dress(self) -> None:
        ink = self._theme.colours["error_text"]
        self._count.setFont(self._theme.font(13.5, bold=True))
        self._count.setStyleSheet(f"color: {ink}")


def revenue_text(revenue: Sum, unit: str) -> str:
    """“营收 52.40 亿元（3 家未填报）”."""
    text = tr("营收 {revenue}").format(revenue=format_yi_yuan(revenue.reported))
    if revenue.missing and revenue.known:
        count = f"{revenue.missing:,}"
        text += tr("（{count} {unit}未填报）").format(count=count, unit=unit)
    return text


def change_text(profile: ThresholdProfile, answer: WhatIf, unit: str) -> str:
    """“与 15.00 万元/亩 相比：多 37 家不满足，12 家结论改变”; "" at the current value."""
    if answer.value == profile.current:
        return ""
    more = answer.newly_failing.count
    if more or not answer.freed.count:
        moved = tr("多 {count} {unit}不满足").format(count=f"{more:,}", unit=unit)
    else:
        moved = tr("少 {count} {unit}不满足").format(count=f"{answer.freed.count:,}", unit=unit)
    return tr("与 {current} 相比：{moved}，{flipped} {unit}结论改变").format(
        current=format_metric(profile.metric, profile.current),
        moved=moved,
        flipped=f"{answer.flipped.count:,}",
        unit=unit,
    )
