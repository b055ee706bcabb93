"""The facts of the applicant, as an editable copy: nothing is written to the project."""

import math

import geopandas as gpd
import pandas as pd
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from dzmap.core.applicants import normalised_applicants, with_changes, with_derived
from dzmap.core.industry_search import IndustrySearch
from dzmap.core.metrics import APPLICANT_METRICS
from dzmap.core.quantities import format_metric, is_missing
from dzmap.services.siting import Candidate
from dzmap.ui.fact_field import FactField, fact_rows
from dzmap.ui.i18n import tr
from dzmap.ui.industries.field import IndustryField
from dzmap.ui.plain_text import plain_label
from dzmap.ui.theme.theme import Theme

_FIRST = ("total_invest_wan_yuan", "land_mu", "tax_wan_yuan", "energy_tce")
_DERIVED = ("invest_intensity_wan_yuan_per_mu", "tax_wan_yuan_per_mu")
_NUMBERS = frozenset({"number", "ratio"})
_NOT_ASKED = frozenset({"action", "land_grade"})  # its own field; a fact of the place


class ApplicantForm(QWidget):
    """``changed`` tells of every edit; read ``candidate`` and ``fault``."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._candidate: Candidate | None = None
        self._silent = False
        self._industry: IndustryField | None = None
        self._fields: dict[str, FactField] = {}
        self._filled: dict[str, float | str | None] = {}
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("名称"))
        self.name.textEdited.connect(self._tell)
        self._code_place = QVBoxLayout()
        first = fact_rows()
        first.addRow(tr("名称"), self.name)
        first.addRow(tr("行业"), self._code_place)
        first.addRow(tr("建设性质"), self._field("action"))
        for name in _FIRST:
            first.addRow(tr(APPLICANT_METRICS[name].zh), self._field(name))
        self._derived = plain_label()
        self._derived.setProperty("role", "secondary")
        self._derived.setWordWrap(True)
        self._more = QToolButton()
        self._more.setCheckable(True)
        self._more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        theme.dress(self._more, "chevron_down", "text2")
        self._others = QWidget()
        self._others.setLayout(self._other_rows())
        self._others.hide()
        self._more.toggled.connect(self._others.setVisible)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(first)
        box.addWidget(self._derived)
        box.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._others)
        self._show_derived()

    def use_search(self, search: IndustrySearch) -> None:
        """Let the industry be typed as code, name or pinyin."""
        if self._industry is None:
            self._industry = IndustryField(search)
            self._code_place.addWidget(self._industry)
            self._industry.changed.connect(self._tell)
            self._show_code()

    def show_candidate(self, candidate: Candidate | None) -> None:
        """Show the facts of another applicant."""
        self._candidate = candidate
        self._silent = True
        self.name.setText("" if candidate is None else candidate.name)
        self.name.setCursorPosition(0)
        self._show_code()
        for name, field in self._fields.items():
            field.show_value(None if candidate is None else candidate.frame[name].iloc[0])
        self._filled = self._values()
        self._silent = False
        self._show_derived()

    def candidate(self) -> Candidate:
        """The applicant with what was edited; its place and id stay."""
        base = self._candidate or Candidate(frame=_blank())
        frame = base.frame
        values = self._values()
        # A number that nobody touched keeps the digits that the field does not show.
        changed = {
            name: math.nan if value is None else float(value)
            for name, value in values.items()
            if APPLICANT_METRICS[name].kind in _NUMBERS and value != self._filled.get(name)
        }
        texts = {
            name: value
            for name, value in values.items()
            if APPLICANT_METRICS[name].kind not in _NUMBERS
        }
        texts["name"] = self.name.text().strip()
        texts["industry_code"] = self._code()
        frame = with_derived(with_changes(frame, changed)) if changed else frame
        frame = frame.assign(
            **{name: pd.Series([value or None], dtype="str") for name, value in texts.items()}
        )
        same = base.frame["industry_code"].iloc[0] == texts["industry_code"]
        return Candidate(
            frame=normalised_applicants(frame),
            chain_id=base.chain_id if same else "",
            enterprise_id=base.enterprise_id,
            owner_id=base.owner_id,
            notes=base.notes if texts["action"] == base.frame["action"].iloc[0] else (),
        )

    def fault(self) -> str:
        """Why no comparison can start; "" if it can."""
        if not self._code():
            return tr("填上行业，或从表中选择申请对象。")
        for name, field in self._fields.items():
            if field.fault():
                return tr("“{field}”不是能用的数字。").format(field=tr(APPLICANT_METRICS[name].zh))
        return ""

    # ----------------------------------------------------------------------------------------

    def _other_rows(self) -> QFormLayout:
        rows = fact_rows()
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, metric in APPLICANT_METRICS.items():
            if name in _FIRST or name in _NOT_ASKED or metric.numerator:
                continue
            rows.addRow(tr(metric.zh), self._field(name))
        return rows

    def _field(self, name: str) -> FactField:
        field = self._fields[name] = FactField(name)
        field.changed.connect(self._tell)
        return field

    def _values(self) -> dict[str, float | str | None]:
        return {name: field.value() for name, field in self._fields.items()}

    def _tell(self) -> None:
        if not self._silent:
            self._show_derived()
            self.changed.emit()

    def _code(self) -> str:
        if self._industry is not None:
            return self._industry.code()
        base = None if self._candidate is None else self._candidate.frame["industry_code"].iloc[0]
        return "" if is_missing(base) else str(base)

    def _show_code(self) -> None:
        if self._industry is not None and self._candidate is not None:
            code = self._candidate.frame["industry_code"].iloc[0]
            self._industry.set_code("" if is_missing(code) else str(code))
            self._industry.line.setCursorPosition(0)

    def _show_derived(self) -> None:
        frame = self.candidate().frame
        invest, tax = (
            "" if is_missing(frame[name].iloc[0]) else format_metric(name, frame[name].iloc[0])
            for name in _DERIVED
        )
        parts = [tr("投资 {value}").format(value=invest)] if invest else []
        parts += [tr("税收 {value}").format(value=tax)] if tax else []
        self._derived.setText(tr("即{parts}").format(parts="；".join(parts)) if parts else "")
        self._derived.setVisible(bool(parts))
        filled = sum(
            field.filled
            for name, field in self._fields.items()
            if name not in (*_FIRST, *_NOT_ASKED)
        )
        self._more.setText(tr("更多资料（已填 {count} 项）").format(count=filled))


def _blank() -> gpd.GeoDataFrame:
    return normalised_applicants(pd.DataFrame({"id": ["form"]}))
