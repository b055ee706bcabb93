"""影响分析: who changes verdict under a changed catalog, why, and what that weighs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dzmap.core.impact import CatalogImpact
from dzmap.core.impact_sums import Sum, Sums
from dzmap.core.quantities import WAN_YUAN_PER_YI_YUAN, format_number, format_yi_yuan
from dzmap.core.threshold_profile import ThresholdProfile
from dzmap.ui.catalogs.crowds import UNITS
from dzmap.ui.catalogs.impact_matrix import ImpactMatrix, Kind
from dzmap.ui.catalogs.threshold_panel import ThresholdPanel
from dzmap.ui.dialog_size import open_size
from dzmap.ui.i18n import later, tr
from dzmap.ui.plain_text import plain_label
from dzmap.ui.screening.verdict_columns import VerdictFrameModel, show_chips, verdict_text
from dzmap.ui.screening.words import verdict_word
from dzmap.ui.tables.frame_model import Filter, FrameColumn
from dzmap.ui.tables.frame_view import FrameView
from dzmap.ui.theme.theme import Theme

_VERDICTS = ("before", "after")
_SOURCES = {"enterprises": later("现有企业"), "projects": later("投资项目")}
_KIND_FILTER = "kind"


@dataclass(frozen=True)
class ImpactQuestion:
    """Over whom a catalog is judged: a table of the project, existing enterprises as new or not."""

    source: str = "enterprises"
    as_new: bool = False


class ImpactDialog(QDialog):
    """Matrix, sums and list of one comparison; with a threshold slider if it began at a clause.

    ``asked`` carries an ``ImpactQuestion`` when the user wants other applicants, ``moved`` the value
    (stored unit) where the slider came to rest, ``adopted`` the value to be taken over into the
    draft. ``export_asked`` wants the comparison written.
    """

    asked = Signal(object)
    moved = Signal(float)
    adopted = Signal(float)
    export_asked = Signal()

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("影响分析：{catalog}").format(catalog=title))
        self.impact: CatalogImpact | None = None
        self._theme = theme
        self.sentence, self.sums, self.notes = plain_label(), plain_label(), plain_label()
        self.sums.setTextFormat(Qt.TextFormat.RichText)
        self.sentence.setProperty("role", "title")
        self.notes.setProperty("role", "secondary")
        for label in (self.sentence, self.sums, self.notes):
            label.setWordWrap(True)
        self.source, self.as_new = QComboBox(), QCheckBox(tr("按新建项目推算"))
        self.panel = ThresholdPanel(theme)
        self.panel.settled.connect(self._settled)
        self.matrix = ImpactMatrix(theme)
        self.matrix.chosen.connect(self._choose)
        self.model = VerdictFrameModel(_VERDICTS, self)
        self.view = FrameView(self.model)
        self.export = QPushButton(tr("导出 Excel…"))
        self.adopt = QPushButton(tr("采用这个门槛"))
        self._build()
        self._busy(tr("正在推算…"))

    def show_impact(self, impact: CatalogImpact) -> None:
        """Show a comparison in place of the one before."""
        self.impact = impact
        self.matrix.show_impact(impact)
        self.model.drop_filter(_KIND_FILTER)
        self.model.set_frame(_listed(impact.flips), _columns())
        for index, column in enumerate(self.model.columns):
            if column.name in _VERDICTS:
                self.view.setColumnWidth(index, round(118 * self._theme.scale))
        show_chips(self.view, self.model, self._theme)
        unit = tr(UNITS[self.source.currentData()])
        self.panel.show_unit(unit)
        self.sentence.setText(_sentence(impact, unit))
        self.notes.setText("　".join(impact.notes))
        self.notes.setVisible(bool(impact.notes))
        self._show_sums(None)
        for part in (self.matrix, self.view, self.export):
            part.setEnabled(True)

    def show_profile(self, profile: ThresholdProfile | None, value: float | None = None) -> None:
        """The threshold that can be moved here; None hides the slider."""
        self.panel.show_profile(profile, value)
        self._show_adopt()

    def show_failure(self, text: str) -> None:
        """Why there is no answer."""
        self._busy(text)

    def wait(self) -> None:
        """A new answer is being worked out; the old one is greyed."""
        self._busy(tr("正在推算…"))

    @property
    def question(self) -> ImpactQuestion:
        """Over whom the user wants to know."""
        enterprises = self.source.currentData() == "enterprises"
        return ImpactQuestion(self.source.currentData(), enterprises and self.as_new.isChecked())

    # -- inside ------------------------------------------------------------------------------

    def _build(self) -> None:
        self.view.setAccessibleName(tr("结论改变的名单"))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        column.addWidget(self.panel)
        column.addWidget(_caption(tr("原结论（行）→ 新结论（列）")))
        column.addWidget(self.matrix)
        column.addWidget(self.sums)
        column.addStretch(1)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.addWidget(left)
        parts.addWidget(self.view)
        parts.setStretchFactor(1, 1)
        parts.setSizes([470, 690])
        parts.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(self._head())
        layout.addWidget(parts, 1)
        layout.addWidget(self.notes)
        layout.addWidget(self._buttons())
        open_size(self, 1200, 660)

    def _head(self) -> QHBoxLayout:
        for key, text in _SOURCES.items():
            self.source.addItem(tr(text), key)
        self.source.setAccessibleName(tr("推算对象"))
        self.as_new.setToolTip(tr("只管新建、扩建项目的条款，不勾选时与现有企业无关"))
        self.source.currentIndexChanged.connect(self._ask)
        self.as_new.toggled.connect(self._ask)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.sentence, 1)
        head.addWidget(self.source)
        head.addWidget(self.as_new)
        return head

    def _buttons(self) -> QDialogButtonBox:
        self.export.clicked.connect(self.export_asked)
        self.adopt.clicked.connect(lambda: self.adopted.emit(self.panel.value))
        buttons = QDialogButtonBox()
        buttons.addButton(self.export, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.adopt, QDialogButtonBox.ButtonRole.ActionRole)
        close = buttons.addButton(tr("关闭"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self.export, self.adopt, close):
            button.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        return buttons

    def _busy(self, text: str) -> None:
        self.sentence.setText(text)
        for part in (self.matrix, self.view, self.export):
            part.setEnabled(False)

    def _ask(self) -> None:
        self.as_new.setEnabled(self.source.currentData() == "enterprises")
        self.wait()
        self.asked.emit(self.question)

    def _settled(self, value: float) -> None:
        self._show_adopt()
        self.wait()
        self.moved.emit(value)

    def _show_adopt(self) -> None:
        profile = self.panel.profile
        self.adopt.setVisible(profile is not None)
        self.adopt.setEnabled(profile is not None and self.panel.value != profile.current)

    def _choose(self, kind: Kind | None) -> None:
        if kind is None:
            self.model.drop_filter(_KIND_FILTER)
        else:
            self.model.set_filter(Filter(_KIND_FILTER, _arrow(kind), _keeps(kind)))
        self._show_sums(kind)

    def _show_sums(self, kind: Kind | None) -> None:
        impact = self.impact
        if impact is None:
            return
        unit = tr(UNITS[self.source.currentData()])
        if kind is None:
            title, sums = tr("结论改变的合计"), impact.changed
        else:
            found = [one.sums for one in impact.kinds if (one.before, one.after) == kind]
            title, sums = _arrow(kind), found[0] if found else Sums()
        self.sums.setText(f"<b>{title}　{sums.count:,}</b><br>{'<br>'.join(sum_lines(sums, unit))}")


def sum_lines(sums: Sums, unit: str) -> tuple[str, str, str]:
    """营收, 税收 and 从业 of a group, each with how many did not report it."""
    return (
        _line(tr("营业收入"), format_yi_yuan(sums.revenue.reported), sums.revenue, unit),
        _line(tr("税收"), _with_unit(sums.tax.reported, tr("万元"), 2), sums.tax, unit),
        _line(
            tr("从业人数"), _with_unit(sums.employees.reported, tr("人"), 0), sums.employees, unit
        ),
    )


def _line(title: str, shown: str, figure: Sum, unit: str) -> str:
    text = f"{title}　{shown}"
    if figure.missing:
        count = f"{figure.missing:,}"
        text += tr("（{count} {unit}未填报，没有计入）").format(count=count, unit=unit)
    return text


def _with_unit(value: float | None, unit: str, decimals: int) -> str:
    text = format_number(value, decimals)
    return text if value is None else f"{text} {unit}"


def _arrow(kind: Kind) -> str:
    return f"{verdict_word(kind[0])} → {verdict_word(kind[1])}"


def _keeps(kind: Kind) -> Callable[[pd.DataFrame], "np.ndarray[tuple[int], np.dtype[np.bool_]]"]:
    def keep(frame: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        rows = (frame["before"] == int(kind[0])) & (frame["after"] == int(kind[1]))
        return rows.to_numpy()

    return keep


def _caption(text: str) -> QLabel:
    label = plain_label(text)
    label.setProperty("role", "secondary")
    return label


def _sentence(impact: CatalogImpact, unit: str) -> str:
    parts = [
        tr("{count} {unit}变严").format(count=f"{impact.stricter.count:,}", unit=unit),
        tr("{count} {unit}变宽").format(count=f"{impact.softer.count:,}", unit=unit),
    ]
    if impact.unsettled.count:
        said = tr("{count} {unit}变为资料不足")
        parts.append(said.format(count=f"{impact.unsettled.count:,}", unit=unit))
    if impact.settled.count:
        said = tr("{count} {unit}不再是资料不足")
        parts.append(said.format(count=f"{impact.settled.count:,}", unit=unit))
    return tr("{total} {unit}中 {changed} {unit}结论改变：{parts}").format(
        unit=unit,
        total=f"{impact.total.count:,}",
        changed=f"{impact.changed.count:,}",
        parts=tr("，").join(parts),
    )


def _listed(flips: pd.DataFrame) -> pd.DataFrame:
    reason = flips["after_number"].fillna("").astype("str")
    old = flips["before_number"].fillna("").astype("str")
    return flips.assign(
        id=flips["applicant_id"].fillna("").astype("str"),
        clauses=old.where(old != "", "—") + " → " + reason.where(reason != "", "—"),
        revenue=flips["revenue_wan_yuan"] / WAN_YUAN_PER_YI_YUAN,
    )


def _columns() -> tuple[FrameColumn, ...]:
    return (
        FrameColumn(name="name", header=tr("名称"), widest=190),
        FrameColumn(name="before", header=tr("原结论"), text=verdict_text),
        FrameColumn(name="after", header=tr("新结论"), text=verdict_text),
        FrameColumn(name="clauses", header=tr("决定性条款"), widest=150),
        FrameColumn(name="gap_text", header=tr("差距 / 缺什么"), widest=230),
        FrameColumn(name="after_text", header=tr("新条款要求"), widest=200),
        FrameColumn(name="revenue", header=tr("营收 亿元"), number=True),
        FrameColumn(name="tax_wan_yuan", header=tr("税收 万元"), number=True),
        FrameColumn(name="employees", header=tr("从业 人"), number=True, decimals=0),
        FrameColumn(name="target_name", header=tr("开发区 / 园区"), widest=200),
        FrameColumn(name="industry_code", header=tr("行业")),
    )
